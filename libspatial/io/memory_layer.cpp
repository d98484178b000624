// SPDX-License-Identifier: MIT
#include "libspatial/io/memory_layer.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/sha256.hpp"
#include "libspatial/io/crs.hpp"

namespace spatial {
namespace {

constexpr std::string_view memory_prefix = "memory:";

struct Entry {
  std::shared_ptr<const MemoryLayer> layer{};
  bool once = false;
  std::optional<MemoryDigest> digest{};
};

struct Registry {
  std::mutex mutex;
  std::map<std::string, Entry, std::less<>> layers;
  std::uint64_t last = 0;
};

Registry& registry() {
  static Registry instance;
  return instance;
}

std::size_t coordinates_of(const RaggedRows& part) {
  return part.offsets.empty() ? part.rows : static_cast<std::size_t>(part.offsets.back().back());
}

/// Hashes pieces of data, each preceded by its length, so that different layers never give the same bytes.
class Pieces {
 public:
  explicit Pieces(Sha256& sha) : sha_(sha) {}
  void add(const void* bytes, std::size_t size) {
    const std::uint64_t length = size;
    sha_.add(&length, sizeof length);
    sha_.add(bytes, size);
  }
  void add(std::string_view text) { add(text.data(), text.size()); }
  template <class T>
  void add(const std::vector<T>& values) {
    add(values.data(), values.size() * sizeof(T));
  }

 private:
  Sha256& sha_;
};

void add_cells(Pieces& pieces, const Column& column) {
  pieces.add(column.spec.name);
  if (const auto* reals = std::get_if<RealCells>(&column.cells)) return pieces.add(*reals);
  std::string all;
  const auto one = [&](const auto& cell, const auto& text) {
    all += cell ? 'v' : '-';
    if (cell) all += text(*cell);
    all += '\0';
  };
  if (const auto* texts = std::get_if<TextCells>(&column.cells))
    for (const auto& cell : *texts) one(cell, [](const std::string& text) { return text; });
  else
    for (const auto& cell : std::get<IntegerCells>(column.cells))
      one(cell, [](std::int64_t number) { return std::to_string(number); });
  pieces.add(all);
}

std::uint64_t bytes_of(const Cells& cells) {
  if (const auto* reals = std::get_if<RealCells>(&cells)) return reals->size() * sizeof(double);
  if (const auto* integers = std::get_if<IntegerCells>(&cells)) return integers->size() * sizeof(std::int64_t);
  std::uint64_t bytes = 0;
  for (const auto& cell : std::get<TextCells>(cells)) bytes += cell ? cell->size() + 1 : 1;
  return bytes;
}

}  // namespace

bool is_memory_path(std::string_view path) noexcept {
  if (path.starts_with(memory_prefix)) return true;
  Registry& all = registry();
  const std::scoped_lock lock(all.mutex);
  return all.layers.find(path) != all.layers.end() ||
         all.layers.find(path.substr(0, path.rfind('#'))) != all.layers.end();
}

std::size_t MemoryLayer::rows() const noexcept {
  return ragged.empty() ? wkb.size() : ragged.back().first + ragged.back().rows;
}

std::uint64_t MemoryLayer::bytes() const {
  std::uint64_t all = 0;
  for (const std::string_view one : wkb) all += one.size();
  for (const RaggedRows& part : ragged) all += coordinates_of(part) * 2 * sizeof(double);
  for (const Column& column : columns) all += bytes_of(column.cells);
  return all;
}

void MemoryLayer::add_to(Sha256& sha) const {
  Pieces pieces(sha);
  pieces.add(name);
  pieces.add(crs);
  for (const Column& column : columns) add_cells(pieces, column);
  for (const std::string_view one : wkb) pieces.add(one);
  for (const RaggedRows& part : ragged) {
    pieces.add(&part.kind, sizeof part.kind);
    pieces.add(part.missing);
    for (const std::vector<std::int64_t>& level : part.offsets) pieces.add(level);
    for (std::size_t i = 0; i < coordinates_of(part); ++i) {
      sha.add(&part.x[i * part.stride], sizeof(double));
      sha.add(&part.y[i * part.stride], sizeof(double));
    }
  }
}

MemorySource::MemorySource(MemoryLayer layer, Reads reads) {
  for (const Column& column : layer.columns)
    if (std::visit([](const auto& cells) { return cells.size(); }, column.cells) != layer.rows())
      throw Error(ErrorKind::internal,
                  fmt::format("layer '{}': column '{}' has another number of rows", layer.name, column.spec.name));
  if (!layer.crs.empty()) (void)describe_crs(layer.crs);
  auto held = std::make_shared<const MemoryLayer>(std::move(layer));
  Registry& all = registry();
  const std::scoped_lock lock(all.mutex);
  path_ = held->path;
  if (path_.empty() || all.layers.contains(path_)) path_ = fmt::format("{}{:08}", memory_prefix, ++all.last);
  all.layers.emplace(path_, Entry{std::move(held), reads == Reads::once, std::nullopt});
}

MemorySource::~MemorySource() {
  Entry last;  // destroyed after the lock, because its owner may take a while to release it
  Registry& all = registry();
  const std::scoped_lock lock(all.mutex);
  if (const auto found = all.layers.find(path_); found != all.layers.end()) {
    last = std::move(found->second);
    all.layers.erase(found);
  }
}

std::shared_ptr<const MemoryLayer> MemorySource::find(const std::filesystem::path& path) {
  Registry& all = registry();
  const std::scoped_lock lock(all.mutex);
  const auto found = all.layers.find(path.string());
  return found == all.layers.end() ? nullptr : found->second.layer;
}

std::optional<MemoryDigest> MemorySource::digest(const std::filesystem::path& path) {
  Registry& all = registry();
  std::shared_ptr<const MemoryLayer> layer;
  {
    const std::scoped_lock lock(all.mutex);
    const auto found = all.layers.find(path.string());
    if (found == all.layers.end() || found->second.digest || !found->second.layer)
      return found == all.layers.end() ? std::nullopt : found->second.digest;
    layer = found->second.layer;
  }
  Sha256 sha;
  layer->add_to(sha);
  MemoryDigest made{layer->name, layer->bytes(), hex_of(sha.digest())};
  const std::scoped_lock lock(all.mutex);
  if (const auto found = all.layers.find(path.string()); found != all.layers.end()) found->second.digest = made;
  return made;
}

void MemorySource::was_read(const std::filesystem::path& path) {
  Registry& all = registry();
  std::shared_ptr<const MemoryLayer> last;
  {
    const std::scoped_lock lock(all.mutex);
    const auto found = all.layers.find(path.string());
    if (found == all.layers.end() || !found->second.once) return;
  }
  (void)digest(path);
  const std::scoped_lock lock(all.mutex);
  if (const auto found = all.layers.find(path.string()); found != all.layers.end())
    last = std::exchange(found->second.layer, nullptr);
}

}  // namespace spatial
