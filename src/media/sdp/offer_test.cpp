#include "media/sdp/offer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/sdp/answerer.hpp"

namespace parley::media::sdp {
namespace {

using testing::HasSubstr;

const std::string client_fingerprint =
    "AA:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00";
const std::string server_fingerprint =
    "BB:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00";

Codec vp8() {
  Codec codec;
  codec.payload_type = 96;
  codec.name = "VP8";
  codec.clock_rate = 90000;
  codec.rtx_payload_type = 97;
  codec.nack = codec.pli = codec.transport_cc = true;
  return codec;
}
Codec opus() {
  Codec codec;
  codec.payload_type = 111;
  codec.name = "opus";
  codec.clock_rate = 48000;
  codec.channels = 2;
  codec.fmtp = "minptime=10;useinbandfec=1";
  return codec;
}

OfferParameters parameters() {
  OfferParameters offer;
  offer.session_id = 77;
  offer.ice = {"cLiE", "nt+password+of+22+chars"};
  offer.fingerprint = client_fingerprint;
  offer.cname = "me";
  OfferSection audio{SectionKind::audio, "0", Direction::sendonly, false, {opus()}, {}, 1234, 0, {}, "-", "mic",
                     "headset"};
  audio.extensions.mid = 4;
  OfferSection video{
      SectionKind::video, "1", Direction::sendonly, false, {vp8()}, {}, 0, 0, {"l", "h"}, "-", "cam", {}};
  video.extensions.mid = 4;
  video.extensions.rid = 10;
  OfferSection slot{SectionKind::video, "2", Direction::recvonly, false, {vp8()}, {}, 0, 0, {}, "", "", {}};
  OfferSection stopped{SectionKind::video, "3", Direction::inactive, true, {vp8()}, {}, 0, 0, {}, "", "", {}};
  OfferSection data{SectionKind::application, "4", Direction::inactive, false, {}, {}, 0, 0, {}, "", "", {}};
  offer.sections = {audio, video, slot, stopped, data};
  return offer;
}

TEST(Offer, IsUnderstoodByTheServer) {
  const auto text = build_offer(parameters());
  EXPECT_THAT(text, HasSubstr("a=msid:- mic\r\na=content:headset\r\n"));
  EXPECT_THAT(text, HasSubstr("a=simulcast:send l;h\r\n"));
  Answerer answerer({server_fingerprint, {{"127.0.0.1", 4000, false}}, Transports::both, "parley"});
  const auto answer = answerer.answer(text);
  ASSERT_TRUE(answer) << answer.error().text;
  ASSERT_EQ(answer->tracks.size(), 2u);
  EXPECT_EQ(answer->tracks[0].content, "headset");
  EXPECT_EQ(answer->tracks[1].content, std::nullopt);
  EXPECT_EQ(answer->description.tracks[0].codecs, std::vector<Codec>{opus()});
  EXPECT_EQ(answer->description.tracks[0].ssrcs, std::vector<std::uint32_t>{1234});

  const auto remote = read_answer(answer->text);
  ASSERT_TRUE(remote) << remote.error().text;
  EXPECT_TRUE(remote->ice_lite);
  EXPECT_EQ(remote->ice.ufrag, answer->transport.local.ufrag);
  EXPECT_EQ(remote->ice.password, answer->transport.local.password);
  EXPECT_EQ(remote->fingerprint, server_fingerprint);
  EXPECT_EQ(remote->setup, Setup::passive);
  ASSERT_EQ(remote->candidates.size(), 1u);
  EXPECT_EQ(remote->candidates[0].port, 4000);
  EXPECT_EQ(remote->sctp_port, 5000);
  EXPECT_EQ(remote->max_message_size, 262144u);
  ASSERT_EQ(remote->sections.size(), 5u);
  EXPECT_EQ(remote->sections[1].rids, (std::vector<std::string>{"l", "h"}));
  EXPECT_EQ(remote->sections[2].direction, Direction::sendonly);
  EXPECT_EQ(remote->sections[2].ssrc, answer->description.slots[0].ssrc);
  EXPECT_EQ(remote->sections[2].rtx_ssrc, answer->description.slots[0].rtx_ssrc);
  EXPECT_EQ(remote->sections[2].codecs, std::vector<Codec>{vp8()});
  EXPECT_FALSE(remote->sections[3].accepted);
}

TEST(Offer, RefusesAnswersWithoutTransport) {
  EXPECT_FALSE(read_answer(""));
  EXPECT_FALSE(read_answer("v=0\r\nm=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=ice-ufrag:abcd\r\n"));
}

}  // namespace
}  // namespace parley::media::sdp
