// Offers: parsed, written again, answered.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "media/sdp/answerer.hpp"
#include "media/sdp/session_description.hpp"

namespace {
constexpr const char* kFingerprint =
    "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::media;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto offer = sdp::parse(text)) {
    // What we write we must be able to read.
    if (!sdp::parse(sdp::write(*offer))) std::abort();
  }
  sdp::Answerer answerer({kFingerprint, {{"127.0.0.1", 1, false}, {"127.0.0.1", 1, true}}, sdp::Transports::both, "c"});
  if (const auto answer = answerer.answer(text)) {
    if (!sdp::parse(answer->text)) std::abort();
    (void)answerer.answer(text);
  }
  return 0;
}
