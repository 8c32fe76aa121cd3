// parley-pictures: makes one picture smaller and ends. Started by the server for each picture an untrusted person
// sends; a decoder that is broken into finds itself in an empty room.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "pictures/decode.hpp"
#include "pictures/encode.hpp"
#include "pictures/image.hpp"
#include "pictures/sandbox.hpp"
#include "pictures/workshop_wire.hpp"

namespace parley::pictures {
namespace {

constexpr int kSocket = 0;

bool read_all(void* into, std::size_t count) {
  auto* at = static_cast<char*>(into);
  while (count > 0) {
    const ssize_t got = ::read(kSocket, at, count);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    count -= static_cast<std::size_t>(got);
  }
  return true;
}

bool write_all(const void* from, std::size_t count) {
  const auto* at = static_cast<const char*>(from);
  while (count > 0) {
    const ssize_t put = ::write(kSocket, at, count);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    at += put;
    count -= static_cast<std::size_t>(put);
  }
  return true;
}

/// Gives each row to one shrinker for each size.
class Sizes final : public PixelSink {
 public:
  explicit Sizes(std::vector<std::uint32_t> edges) : edges_(std::move(edges)) {}
  std::uint32_t wanted_edge() const override { return *std::max_element(edges_.begin(), edges_.end()); }
  void begin(Dimensions whole, Dimensions given) override {
    for (const std::uint32_t edge : edges_) {
      Dimensions to = fitted(whole, edge);
      to.width = std::min(to.width, given.width);
      to.height = std::min(to.height, given.height);
      shrinkers_.emplace_back(given, to);
    }
  }
  void row(const std::uint8_t* rgba) override {
    for (Shrinker& shrinker : shrinkers_) shrinker.row(rgba);
  }
  std::vector<Shrinker>& shrinkers() { return shrinkers_; }

 private:
  const std::vector<std::uint32_t> edges_;
  std::vector<Shrinker> shrinkers_;
};

Result<std::vector<std::string>> make(std::string& picture, const std::vector<std::uint32_t>& edges, Reply& reply) {
  Sizes sizes(edges);
  PARLEY_TRY(const Decoded decoded, decode(picture, sizes));
  picture = {};  // its memory may be needed
  const bool drawn = decoded.type == PictureType::png || decoded.type == PictureType::gif;
  std::vector<std::string> results;
  for (Shrinker& shrinker : sizes.shrinkers()) {
    const Image image = turned(shrinker.take(), decoded.orientation);
    std::string bytes = encode_webp(image, drawn);
    if (bytes.empty()) return refusal(kTooLarge);
    reply.results[reply.count++] = {image.size.width, image.size.height, static_cast<std::uint32_t>(bytes.size())};
    results.push_back(std::move(bytes));
  }
  return results;
}

int serve() {
  Order order;
  if (!read_all(&order, sizeof order) || order.count == 0 || order.count > kMostSizes) return 1;
  std::vector<std::uint32_t> edges(order.edges, order.edges + order.count);
  for (const std::uint32_t edge : edges) {
    if (edge == 0 || edge > kLargestResultEdge) return 1;
  }
  Reply reply;
  Result<std::vector<std::string>> made = refusal(kTooLarge);
  try {
    std::string picture(order.bytes, '\0');
    if (!read_all(picture.data(), picture.size())) return 1;
    made = make(picture, edges, reply);
  } catch (const std::bad_alloc&) {
    made = refusal(kTooLarge);
  }
  if (!made) {
    reply = {};
    reply.refusal_bytes = static_cast<std::uint32_t>(made.error().text.size());
    return write_all(&reply, sizeof reply) && write_all(made.error().text.data(), made.error().text.size()) ? 0 : 1;
  }
  if (!write_all(&reply, sizeof reply)) return 1;
  for (const std::string& bytes : *made) {
    if (!write_all(bytes.data(), bytes.size())) return 1;
  }
  return 0;
}

}  // namespace
}  // namespace parley::pictures

int main() {
  int code = 2;
  try {
    if (parley::pictures::enter_sandbox(0)) code = parley::pictures::serve();
  } catch (const std::exception&) {
    code = 1;
  }
  // At once: nothing is left to be put away, and checkers of sanitizers that run at exit can't in here.
  ::_exit(code);
}
