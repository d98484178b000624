// SPDX-License-Identifier: MIT
#include "libspatial/geometry/multipolygon.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <utility>

#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

void check_size(std::size_t points) {
  if (points > std::numeric_limits<std::uint32_t>::max())
    throw Error(ErrorKind::input, "a layer has more than 4,294,967,295 points",
                "Split the layer, or give a smaller area with --bbox.");
}

}  // namespace

const std::shared_ptr<FilePool>& MultiPolygonColumn::pool() const noexcept {
  return shared_ && !shared_->owners.empty() ? shared_->owners.front()->pool() : points_.pool();
}

void MultiPolygonColumn::share() {
  if (shared_) return;
  auto own = std::make_shared<MultiPolygonColumn>(std::move(*this));
  *this = {};
  Shared shared;
  shared.features.reserve(own->size());
  for (std::size_t i = 0; i < own->size(); ++i) shared.features.push_back((*own)[i]);
  shared.points = own->point_count();
  shared.owners.push_back(std::move(own));
  shared_ = std::make_shared<Shared>(std::move(shared));
}

MultiPolygonColumn MultiPolygonColumn::of_shared(std::vector<MultiPolygonView> features,
                                                 std::span<const MultiPolygonColumn* const> columns) {
  Shared shared;
  for (const MultiPolygonColumn* column : columns) {
    if (!column->shared_) throw Error(ErrorKind::internal, "a column whose features others use must be shared");
    for (const auto& owner : column->shared_->owners)
      if (std::find(shared.owners.begin(), shared.owners.end(), owner) == shared.owners.end())
        shared.owners.push_back(owner);
  }
  for (const MultiPolygonView feature : features) shared.points += feature.point_count();
  shared.features = std::move(features);
  MultiPolygonColumn result;
  result.shared_ = std::make_shared<Shared>(std::move(shared));
  return result;
}

void MultiPolygonColumn::forget_others() {
  if (!shared_ || shared_.use_count() > 1) return;
  static const MultiPolygon none;
  for (MultiPolygonView& feature : shared_->features)
    if (feature.empty()) feature = none;  // it may show a place in memory that is freed below
  for (const std::shared_ptr<MultiPolygonColumn>& owner : shared_->owners) {
    if (owner.use_count() > 1 || owner->pool() != nullptr) continue;
    const auto begin_of = [&](std::size_t feature) {
      return owner->points_.data() + owner->ring_offsets_[*owner->part_feature_begin(feature)];
    };
    // Which feature of the owner each view shows: the last that begins where it does, as those before are empty.
    const Point *const first = owner->points_.data(), *const last = first + owner->points_.size();
    std::vector<std::pair<std::size_t, std::uint32_t>> shown;  // feature here, feature of the owner
    std::vector<char> used(owner->size(), 0);
    for (std::size_t i = 0; i < shared_->features.size(); ++i) {
      const MultiPolygonView feature = shared_->features[i];
      const Point* const begin = feature.points().data();
      if (feature.empty() || std::less<>()(begin, first) || !std::less<>()(begin, last)) continue;
      std::size_t low = 0, high = owner->size();
      while (high - low > 1) {
        const std::size_t middle = low + (high - low) / 2;
        (begin_of(middle) <= begin ? low : high) = middle;
      }
      shown.emplace_back(i, static_cast<std::uint32_t>(low));
      used[low] = 1;
    }
    std::vector<std::uint32_t> kept, place(owner->size(), 0);
    std::vector<MultiPolygonView> with;
    for (std::uint32_t f = 0; f < used.size(); ++f) {
      if (used[f] == 0) continue;
      place[f] = static_cast<std::uint32_t>(kept.size());
      kept.push_back(f);
      with.push_back((*owner)[f]);
    }
    owner->rewrite(kept, with);
    owner->points_.shrink();
    for (const auto& [here, there] : shown) shared_->features[here] = (*owner)[place[there]];
  }
}

MultiPolygonColumn MultiPolygonColumn::chosen(std::span<const std::uint32_t> numbers) const {
  MultiPolygonColumn all = *this;
  all.share();
  std::vector<MultiPolygonView> features;
  features.reserve(numbers.size());
  for (const std::uint32_t number : numbers) features.push_back(all[number]);
  const MultiPolygonColumn* const column = &all;
  return of_shared(std::move(features), {&column, 1});
}

void MultiPolygonColumn::throw_if_shared() const {
  if (shared_) throw Error(ErrorKind::internal, "a shared column cannot be changed");
}

void MultiPolygonColumn::reserve(std::size_t features, std::size_t points) {
  points_.reserve(points);
  ring_offsets_.reserve(features + features / 4 + 1);
  part_offsets_.reserve(features + 1);
  feature_offsets_.reserve(features + 1);
}

void MultiPolygonColumn::end_ring() {
  const std::size_t begin = ring_offsets_.back();
  if (points_.size() == begin) return;
  if (!(points_[begin] == points_.back())) points_.push_back(Point(points_[begin]));
  check_size(points_.size());
  ring_offsets_.push_back(static_cast<std::uint32_t>(points_.size()));
}

void MultiPolygonColumn::add_ring(RingView ring) {
  check_size(points_.size() + ring.size());
  points_.append(ring);
  end_ring();
}

void MultiPolygonColumn::end_part() {
  const auto rings = static_cast<std::uint32_t>(ring_offsets_.size() - 1);
  if (rings != part_offsets_.back()) part_offsets_.push_back(rings);
}

void MultiPolygonColumn::end_feature() {
  throw_if_shared();
  feature_offsets_.push_back(static_cast<std::uint32_t>(part_offsets_.size() - 1));
}

void MultiPolygonColumn::append_parts(MultiPolygonView feature) {
  if (feature.empty()) return;
  // Rings of a view are closed and not empty, so all points can be copied at once.
  std::size_t end = points_.size();
  const std::span<const Point> points = feature.points();
  check_size(end + points.size());
  points_.append(points);
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    const PolygonView part = feature.part(p);
    for (std::size_t r = 0; r < part.ring_count(); ++r) {
      end += part.ring(r).size();
      ring_offsets_.push_back(static_cast<std::uint32_t>(end));
    }
    end_part();
  }
}

void MultiPolygonColumn::append(MultiPolygonView feature) {
  append_parts(feature);
  end_feature();
}

void MultiPolygonColumn::append(const MultiPolygonColumn& other) {
  throw_if_shared();
  if (other.shared_) {
    for (const MultiPolygonView feature : other.shared_->features) append(feature);
    return;
  }
  if (points_.size() + other.points_.size() > std::numeric_limits<std::uint32_t>::max())
    throw Error(ErrorKind::input, "a layer has more than 4,294,967,295 points",
                "Split the layer, or give a smaller area with --bbox.");
  // Offsets are shifted by the number of items that are here already.
  const auto extend = [](std::vector<std::uint32_t>& offsets, const std::vector<std::uint32_t>& more, std::size_t by) {
    offsets.reserve(offsets.size() + more.size());
    for (std::size_t i = 1; i < more.size(); ++i) offsets.push_back(static_cast<std::uint32_t>(more[i] + by));
  };
  extend(feature_offsets_, other.feature_offsets_, part_offsets_.size() - 1);
  extend(part_offsets_, other.part_offsets_, ring_offsets_.size() - 1);
  extend(ring_offsets_, other.ring_offsets_, points_.size());
  points_.append(other.points_);
}

void MultiPolygonColumn::append(std::span<const MultiPolygonView> features, const Executor& executor) {
  constexpr std::size_t together = 1024;
  std::vector<std::size_t> begin;
  begin.reserve(features.size());
  std::size_t end = points_.size();
  for (const MultiPolygonView feature : features) {
    begin.push_back(end);
    for (std::size_t p = 0; p < feature.part_count(); ++p) {
      const PolygonView part = feature.part(p);
      for (std::size_t r = 0; r < part.ring_count(); ++r) {
        end += part.ring(r).size();
        check_size(end);
        ring_offsets_.push_back(static_cast<std::uint32_t>(end));
      }
      end_part();
    }
    end_feature();
  }
  points_.resize(end);
  parallel_for<NoState>(executor, (features.size() + together - 1) / together, [&](NoState&, std::size_t block) {
    for (std::size_t k = block * together; k < std::min(features.size(), (block + 1) * together); ++k)
      if (!features[k].empty())
        std::memcpy(static_cast<void*>(points_.data() + begin[k]), features[k].points().data(),
                    features[k].points().size_bytes());
  });
}

bool MultiPolygonColumn::replace(std::size_t feature, MultiPolygonView with) noexcept {
  if (shared_) return false;
  const MultiPolygonView own = (*this)[feature];
  if (own.part_count() != with.part_count() || own.ring_count() != with.ring_count() ||
      own.point_count() != with.point_count())
    return false;
  for (std::size_t p = 0; p < own.part_count(); ++p) {
    if (own.part(p).ring_count() != with.part(p).ring_count()) return false;
    for (std::size_t r = 0; r < own.part(p).ring_count(); ++r)
      if (own.part(p).ring(r).size() != with.part(p).ring(r).size()) return false;
  }
  if (!own.empty())
    std::memcpy(static_cast<void*>(points_.data() + (own.points().data() - points_.data())), with.points().data(),
                with.points().size_bytes());
  return true;
}

void MultiPolygonColumn::rewrite(std::span<const std::uint32_t> kept, std::span<const MultiPolygonView> with) {
  throw_if_shared();
  struct Source {
    std::size_t begin = 0, count = 0;
    const Point* elsewhere = nullptr;
  };
  std::vector<Source> sources;
  sources.reserve(kept.size());
  MultiPolygonColumn next;
  next.reserve(kept.size(), 0);
  std::size_t total = 0, shift = 0;
  for (std::size_t k = 0; k < kept.size(); ++k) {
    const std::size_t begin = ring_offsets_[*part_feature_begin(kept[k])];
    const std::span<const Point> points = with[k].points();
    // Shifting all features right by this much first ensures that none is overwritten before it is read.
    if (total > begin) shift = std::max(shift, total - begin);
    sources.push_back({begin, points.size(), points.data() == points_.data() + begin ? nullptr : points.data()});
    std::size_t end = total;
    for (std::size_t p = 0; p < with[k].part_count(); ++p) {
      for (std::size_t r = 0; r < with[k].part(p).ring_count(); ++r) {
        end += with[k].part(p).ring(r).size();
        next.ring_offsets_.push_back(static_cast<std::uint32_t>(end));
      }
      next.end_part();
    }
    next.end_feature();
    total += points.size();
    check_size(total);
  }
  const std::size_t old = points_.size();
  points_.resize(std::max(old + shift, total));
  if (shift > 0) std::memmove(static_cast<void*>(points_.data() + shift), points_.data(), old * sizeof(Point));
  Point* to = points_.data();
  for (const Source& source : sources) {
    const Point* from = source.elsewhere != nullptr ? source.elsewhere : points_.data() + source.begin + shift;
    if (from != to) std::memmove(static_cast<void*>(to), from, source.count * sizeof(Point));
    to += source.count;
  }
  points_.resize(total);
  ring_offsets_ = std::move(next.ring_offsets_);
  part_offsets_ = std::move(next.part_offsets_);
  feature_offsets_ = std::move(next.feature_offsets_);
}

MultiPolygon polygon_of(const Box& box) {
  const std::array<Point, 5> ring{Point{box.min_x, box.min_y}, Point{box.max_x, box.min_y}, Point{box.max_x, box.max_y},
                                  Point{box.min_x, box.max_y}, Point{box.min_x, box.min_y}};
  return polygon_of(ring);
}

MultiPolygon polygon_of(RingView shell) {
  MultiPolygonColumn column;
  column.add_ring(shell);
  column.end_part();
  column.end_feature();
  return MultiPolygon(std::move(column));
}

}  // namespace spatial
