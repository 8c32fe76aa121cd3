#pragma once
#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parley::server {

/// Counts events by key: a bucket holds `capacity` tokens and gets a full load back, evenly, in `period`. Of more than
/// `keys` buckets, those not touched for longest are forgotten (and so are full again). Not thread-safe.
class TokenBuckets {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `capacity` 0: no limit.
  TokenBuckets(int capacity, std::chrono::milliseconds period, std::size_t keys)
      : capacity_(capacity), period_(period), keys_(keys) {}

  /// Zero when there is a token; otherwise how long until there is one.
  std::chrono::milliseconds wait(std::string_view key, Time now) const;
  /// Takes a token, if there is one.
  void take(std::string_view key, Time now);
  std::size_t size() const { return places_.size(); }

 private:
  struct Bucket {
    std::string key;
    double tokens;
    Time at;  ///< when `tokens` was right
  };
  double tokens(const Bucket& bucket, Time now) const;

  const double capacity_;
  const std::chrono::milliseconds period_;
  const std::size_t keys_;
  std::list<Bucket> buckets_;                                                 ///< touched last first
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> places_;  ///< by the keys in the list
};

}  // namespace parley::server
