// SPDX-License-Identifier: MIT
#include "libspatial/county/candidate_contacts.hpp"

#include "libspatial/county/state_bytes.hpp"

namespace spatial {

template <class Bytes, SameAs<EdgeContacts::Run> T>
void fields(Bytes& bytes, T& run) {
  bytes(run.a), bytes(run.b), bytes(run.count);
}
template <class Bytes, SameAs<FeatureContact> T>
void fields(Bytes& bytes, T& contact) {
  bytes(contact.a), bytes(contact.b);
  bytes(contact.edges.tangled), bytes(contact.edges.shared), bytes(contact.edges.nodes);
}

namespace {

const char* const contacts_item = "contacts";

}  // namespace

void save_contacts(PartAccount& account, const std::vector<FeatureContact>& contacts) {
  save_item(account, contacts_item, contacts);
}

KnownContacts contacts_of_parts(const PartItems& items, const TakenCandidates& taken) {
  KnownContacts known;
  if (items.count(contacts_item) != taken.numbers.size()) return known;
  known.set = taken.part;
  known.for_each = [&](const std::function<void(FeatureContact)>& take) {
    std::size_t part = 0;
    items.for_each(contacts_item, [&](BytesIn& in) {
      const std::vector<std::uint32_t>& number = taken.numbers.at(part++);
      std::size_t count = 0;
      in(count);
      for (std::size_t k = 0; k < count; ++k) {
        FeatureContact contact;
        in(contact);
        contact.a = number.at(contact.a), contact.b = number.at(contact.b);
        take(std::move(contact));
      }
    });
  };
  return known;
}

}  // namespace spatial
