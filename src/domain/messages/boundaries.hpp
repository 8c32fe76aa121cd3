#pragma once
// How a sorted list is cut around a date, as searches ask for it. Pure.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <vector>

#include "protocol/messages_types.hpp"

namespace parley::domain {

/// `items`: oldest first, with a member `date`. Leaves what `boundaries`, or else `frame`, asks for, in the given
/// order, at most `limit`. Without both: the newest. The mark itself belongs to the older side. Ascending, that side is
/// the upper one, as when messages are loaded; descending, the upper side is the newer: "upper" is the side nearer to
/// the beginning of the list.
template <class Item>
void cut(std::vector<Item>& items, const std::optional<protocol::Boundaries>& boundaries,
         const std::optional<protocol::TimeFrame>& frame, protocol::SortOrder order, std::int64_t limit) {
  const bool descending = order == protocol::SortOrder::DESC;
  auto first = items.begin();
  auto last = items.end();
  const auto up_to = [&](std::int64_t date) {
    return std::upper_bound(items.begin(), items.end(), date,
                            [](std::int64_t mark, const Item& item) { return mark < item.date; });
  };
  if (boundaries) {
    const auto middle = up_to(boundaries->dateMark);
    const std::int64_t older = descending ? boundaries->lowerLimit : boundaries->upperLimit;
    const std::int64_t newer = descending ? boundaries->upperLimit : boundaries->lowerLimit;
    first = middle - std::clamp<std::int64_t>(older, 0, middle - items.begin());
    last = middle + std::clamp<std::int64_t>(newer, 0, items.end() - middle);
    if (last - first > limit) last = first + limit;
  } else {
    if (frame) {
      first = std::lower_bound(items.begin(), items.end(), frame->start,
                               [](const Item& item, std::int64_t date) { return item.date < date; });
      if (frame->end >= 0) last = std::max(first, up_to(frame->end));
      if (frame->limit && *frame->limit >= 0) limit = std::min(limit, *frame->limit);
    }
    if (last - first > limit) first = last - limit;
  }
  items.erase(last, items.end());
  items.erase(items.begin(), first);
  if (descending) std::reverse(items.begin(), items.end());
}

}  // namespace parley::domain
