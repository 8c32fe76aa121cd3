#pragma once
#include <chrono>

namespace parley::media {

/// Every time in the media plane is monotonic and comes from the caller.
using Time = std::chrono::steady_clock::time_point;

}  // namespace parley::media
