#include "server/token_buckets.hpp"

#include <algorithm>
#include <cmath>

namespace parley::server {

double TokenBuckets::tokens(const Bucket& bucket, Time now) const {
  const double passed = std::chrono::duration<double>(now - bucket.at) / std::chrono::duration<double>(period_);
  return std::min(capacity_, bucket.tokens + std::max(0.0, passed) * capacity_);
}

std::chrono::milliseconds TokenBuckets::wait(std::string_view key, Time now) const {
  if (capacity_ <= 0) return {};
  const auto place = places_.find(key);
  if (place == places_.end()) return {};
  const double missing = 1 - tokens(*place->second, now);
  if (missing <= 1e-9) return {};
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(std::ceil(missing / capacity_ * static_cast<double>(period_.count()) - 1e-3)));
}

void TokenBuckets::take(std::string_view key, Time now) {
  if (capacity_ <= 0) return;
  auto place = places_.find(key);
  if (place == places_.end()) {
    if (buckets_.size() >= keys_) {
      places_.erase(buckets_.back().key);
      buckets_.pop_back();
    }
    buckets_.push_front({std::string(key), capacity_, now});
    place = places_.emplace(buckets_.front().key, buckets_.begin()).first;
  } else {
    buckets_.splice(buckets_.begin(), buckets_, place->second);
  }
  Bucket& bucket = *place->second;
  bucket.tokens = std::max(0.0, tokens(bucket, now) - 1);
  bucket.at = now;
}

}  // namespace parley::server
