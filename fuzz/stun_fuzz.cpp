// STUN messages and the agent that answers them.
#include <cstdint>
#include <span>

#include "media/ice/ice_lite.hpp"
#include "media/ice/stun_message.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::media;
  const std::span<const std::uint8_t> bytes(data, size);
  (void)request_local_ufrag(bytes);
  if (const auto message = StunMessage::parse(bytes)) {
    (void)message->username();
    (void)message->priority();
    (void)message->ice_controlling();
    (void)message->ice_controlled();
    (void)message->xor_mapped_address();
    (void)message->error_code();
    (void)message->verify_integrity("password");
  }
  return 0;
}
