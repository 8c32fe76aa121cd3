// RTCP compounds and every feedback message in them.
#include <cstdint>

#include "media/rtp/rtcp.hpp"
#include "media/rtp/transport_feedback.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::media;
  RtcpReader reader(Bytes(data, size));
  while (const auto packet = reader.next()) {
    (void)parse_sender_report(*packet);
    for (std::size_t n = 0; parse_report_block(*packet, n); ++n) {
    }
    for_each_bye(*packet, [](std::uint32_t) {});
    if (const auto feedback = parse_feedback(*packet)) {
      std::uint32_t sum = 0;
      for_each_lost(*feedback, [&](std::uint16_t sequence) { sum += sequence; });
      for_each_fir(*feedback, [&](std::uint32_t ssrc, std::uint8_t) { sum += ssrc; });
      (void)parse_remb(*feedback);
      (void)parse_transport_feedback(*feedback);
    }
  }
  return 0;
}
