#include "media/sdp/answerer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "media/sdp/offer.hpp"
#include "media/sdp/sample_offers.hpp"

namespace parley::media::sdp {
namespace {

using namespace samples;
using testing::HasSubstr;
using testing::Not;

const std::string fingerprint =
    "11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00";

LocalParameters local(Transports transports = Transports::both) {
  return {fingerprint, {{"192.0.2.1", 40000, false}, {"192.0.2.1", 40000, true}}, transports, "parley"};
}

Answer must(Result<Answer> answer) {
  EXPECT_TRUE(answer) << answer.error().text;
  return answer ? *answer : Answer{};
}

TEST(Answerer, AnswersAChromeJoin) {
  Answerer answerer(local());
  const auto answer = must(answerer.answer(chrome_join("alice", 3, true, "camera")));
  const auto text = parse(answer.text);
  ASSERT_TRUE(text) << text.error().text;
  EXPECT_TRUE(text->ice_lite);
  EXPECT_EQ(text->bundle, (std::vector<std::string>{"0", "1", "2", "3", "4", "5"}));
  ASSERT_EQ(text->sections.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    const auto& section = text->sections[i];
    EXPECT_EQ(section.mid, std::to_string(i));
    EXPECT_NE(section.port, 0);
    EXPECT_EQ(section.setup, Setup::passive);
    EXPECT_EQ(section.fingerprint, fingerprint);
    EXPECT_EQ(section.ice.ufrag, answer.transport.local.ufrag);
  }
  EXPECT_EQ(text->sections[0].direction, Direction::recvonly);
  EXPECT_EQ(text->sections[1].direction, Direction::recvonly);
  EXPECT_EQ(text->sections[2].direction, Direction::sendonly);
  EXPECT_TRUE(text->sections[0].rtcp_mux);
  ASSERT_EQ(text->sections[0].candidates.size(), 2u);
  EXPECT_TRUE(text->sections[0].end_of_candidates);
  EXPECT_GT(text->sections[0].candidates[0].priority, text->sections[0].candidates[1].priority) << "UDP first";
  EXPECT_EQ(text->sections[0].candidates[1].tcp_type, "passive");
  EXPECT_EQ(text->sections[5].sctp_port, 5000);
  EXPECT_EQ(text->sections[5].max_message_size, 262144u);
  EXPECT_THAT(answer.text, HasSubstr("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"));
  EXPECT_THAT(answer.text, Not(HasSubstr("ulpfec")));
  EXPECT_THAT(answer.text, Not(HasSubstr(" red/")));
  EXPECT_THAT(answer.text, Not(HasSubstr("G722")));
  EXPECT_THAT(answer.text, HasSubstr("a=rtcp-fb:96 nack pli\r\n"));
  EXPECT_THAT(answer.text, HasSubstr("a=fmtp:97 apt=96\r\n"));
  EXPECT_THAT(answer.text, Not(HasSubstr("toffset")));

  EXPECT_EQ(answer.transport.remote.ufrag, "Xy7Z");
  EXPECT_EQ(answer.transport.remote_fingerprint.substr(0, 5), "7B:8B");
  EXPECT_FALSE(answer.ice_restarted);
  const auto& description = answer.description;
  ASSERT_EQ(description.tracks.size(), 2u);
  EXPECT_EQ(description.tracks[1].ssrcs, (std::vector<std::uint32_t>{2011}));
  EXPECT_EQ(description.tracks[1].rtx_ssrcs, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{2011, 2012}}));
  ASSERT_EQ(description.slots.size(), 3u);
  EXPECT_EQ(description.slots[0].mid, "2");
  EXPECT_NE(description.slots[0].ssrc, 0u);
  EXPECT_NE(description.slots[0].ssrc, description.slots[1].ssrc);
  EXPECT_NE(description.slots[0].rtx_ssrc, 0u);
  EXPECT_EQ(text->sections[2].sources[0].ssrc, description.slots[0].ssrc);
  EXPECT_FALSE(text->sections[2].track_id.empty());
  EXPECT_TRUE(description.data_channels);
  ASSERT_EQ(answer.tracks.size(), 2u);
  EXPECT_EQ(answer.tracks[0].id, "alice-audio");
  EXPECT_EQ(answer.tracks[0].content, std::nullopt);
  EXPECT_EQ(answer.tracks[1].content, "camera");
  EXPECT_EQ(answer.tracks[1].kind, Kind::video);
}

TEST(Answerer, AnswersAFirefoxJoin) {
  Answerer answerer(local());
  const auto answer = must(answerer.answer(firefox_join()));
  const auto text = parse(answer.text);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->bundle, (std::vector<std::string>{"0", "1", "2"}));
  EXPECT_EQ(text->sections[1].port, 9) << "bundle-only sections are accepted";
  ASSERT_EQ(answer.description.slots.size(), 1u);
  EXPECT_EQ(answer.description.slots[0].codecs.size(), 4u);
  EXPECT_TRUE(answer.description.data_channels);
}

TEST(Answerer, KeepsSlotsAndSessionOverNegotiations) {
  Answerer answerer(local());
  const auto first = must(answerer.answer(chrome_join("alice", 2)));
  const auto same = must(answerer.answer(chrome_join("alice", 2)));
  EXPECT_EQ(first.text, same.text) << "nothing changed, so neither does the version";
  const auto longer = must(answerer.answer(chrome_join("alice", 2) + chrome_video("5", "recvonly", "")));
  const auto a = parse(first.text), b = parse(longer.text);
  EXPECT_EQ(a->session_id, b->session_id);
  EXPECT_EQ(b->version, a->version + 1);
  EXPECT_EQ(b->sections.back().port, 0) << "mid 5 isn't in the bundle group";
  EXPECT_EQ(first.description.slots, longer.description.slots);
}

TEST(Answerer, RaisesTheVersionWhenTheContentChanges) {
  Answerer answerer(local());
  const auto first = must(answerer.answer(chrome_join("alice", 2)));
  const auto muted = must(answerer.answer(replace_all(chrome_join("alice", 2), "a=sendonly", "a=inactive")));
  const auto a = parse(first.text), b = parse(muted.text);
  EXPECT_EQ(a->session_id, b->session_id);
  EXPECT_EQ(b->version, a->version + 1);
  EXPECT_EQ(first.description.slots, muted.description.slots);
  EXPECT_TRUE(muted.description.tracks.empty());
  EXPECT_EQ(b->sections[0].direction, Direction::inactive);
  EXPECT_EQ(b->sections[0].port, 9);
}

TEST(Answerer, RejectsStoppedAndUnknownSections) {
  Answerer answerer(local());
  auto offer = session({"0", "2"}) + chrome_audio("0", "sendonly", track_lines("a")) +
               replace_all(chrome_video("1", "inactive", ""), "m=video 9", "m=video 0") +
               "m=text 9 RTP/AVP 98\r\na=mid:2\r\n";
  const auto answer = must(answerer.answer(offer));
  const auto text = parse(answer.text);
  ASSERT_EQ(text->sections.size(), 3u);
  EXPECT_EQ(text->sections[1].port, 0);
  EXPECT_EQ(text->sections[1].mid, "1");
  EXPECT_EQ(text->sections[2].port, 0);
  EXPECT_EQ(text->sections[2].media, "text");
  EXPECT_EQ(text->bundle, (std::vector<std::string>{"0"}));
}

TEST(Answerer, MovesTheTransportWhenTheFirstSectionStops) {
  Answerer answerer(local());
  must(answerer.answer(chrome_join("alice", 1)));
  auto offer = chrome_join("alice", 1);
  offer = replace_all(offer, "m=audio 9", "m=audio 0");
  offer = replace_all(offer, "BUNDLE 0 1", "BUNDLE 1");
  const auto text = parse(must(answerer.answer(offer)).text);
  EXPECT_EQ(text->sections[0].port, 0);
  EXPECT_TRUE(text->sections[0].candidates.empty());
  EXPECT_EQ(text->sections[1].candidates.size(), 2u);
  EXPECT_EQ(text->bundle.front(), "1");
}

TEST(Answerer, GivesARecycledSectionNewNames) {
  Answerer answerer(local());
  const auto first = must(answerer.answer(chrome_join("alice", 1)));
  auto offer = replace_all(chrome_join("alice", 1), "a=mid:2\r\n", "a=mid:7\r\n");
  offer = replace_all(offer, "BUNDLE 0 1 2 3", "BUNDLE 0 1 7 3");
  const auto second = must(answerer.answer(offer));
  ASSERT_EQ(second.description.slots.size(), 1u);
  EXPECT_EQ(second.description.slots[0].mid, "7");
  EXPECT_NE(second.description.slots[0].ssrc, first.description.slots[0].ssrc);
}

TEST(Answerer, AnswersSimulcast) {
  Answerer answerer(local());
  const auto answer = must(answerer.answer(chrome_simulcast("cam")));
  EXPECT_THAT(answer.text, HasSubstr("a=rid:l recv\r\na=rid:m recv\r\na=rid:h recv\r\na=simulcast:recv l;m;h\r\n"));
  EXPECT_THAT(answer.text, HasSubstr("rtp-stream-id"));
  EXPECT_THAT(answer.text, HasSubstr("repaired-rtp-stream-id"));
  ASSERT_EQ(answer.description.tracks.size(), 1u);
  EXPECT_EQ(answer.description.tracks[0].rids, (std::vector<std::string>{"h", "m", "l"})) << "best first";
  EXPECT_TRUE(answer.description.tracks[0].ssrcs.empty());
}

TEST(Answerer, RanksUnknownRidsByTheirOrder) {
  Answerer answerer(local());
  auto offer = chrome_simulcast("cam");
  offer = replace_all(replace_all(offer, "rid:l", "rid:r0"), "rid:m", "rid:r1");
  offer = replace_all(replace_all(offer, "rid:h", "rid:r2"), "l;m;h", "r0;r1;r2");
  EXPECT_EQ(must(answerer.answer(offer)).description.tracks[0].rids, (std::vector<std::string>{"r2", "r1", "r0"}));
}

TEST(Answerer, FiltersTransports) {
  Answerer udp(local(Transports::udp)), tcp(local(Transports::tcp));
  EXPECT_THAT(must(udp.answer(chrome_join("a"))).text, Not(HasSubstr("tcptype")));
  EXPECT_THAT(must(tcp.answer(chrome_join("a"))).text, Not(HasSubstr(" udp ")));
  auto parameters = local(Transports::tcp);
  parameters.candidates.pop_back();
  EXPECT_FALSE(Answerer(parameters).answer(chrome_join("a")));
}

TEST(Answerer, NoticesAnIceRestart) {
  Answerer answerer(local());
  const auto first = must(answerer.answer(chrome_join("alice")));
  const auto restarted = must(answerer.answer(chrome_join("alice", 2, true, "", "N3wU")));
  EXPECT_TRUE(restarted.ice_restarted);
  EXPECT_EQ(restarted.transport.remote.ufrag, "N3wU");
  EXPECT_NE(restarted.transport.local.ufrag, first.transport.local.ufrag);
  EXPECT_EQ(restarted.description.slots, first.description.slots);
  EXPECT_FALSE(must(answerer.answer(chrome_join("alice", 2, true, "", "N3wU"))).ice_restarted);
}

TEST(Answerer, PutsThePreferredCodecFirst) {
  Answerer answerer(local());
  answerer.prefer_codec("2", "VP9");
  const auto answer = must(answerer.answer(chrome_join("alice", 2)));
  EXPECT_EQ(answer.description.slots[0].codecs[0].name, "VP9");
  EXPECT_EQ(answer.description.slots[1].codecs[0].name, "VP8");
  EXPECT_THAT(answer.text, HasSubstr("SAVPF 98 99 100 101 96"));
}

TEST(Answerer, RefusesOffersThatMakeNoSense) {
  const auto good = chrome_join("alice", 1);
  const auto refused = [](const std::string& offer) {
    Answerer answerer(local());
    const auto answer = answerer.answer(offer);
    EXPECT_FALSE(answer);
    return answer ? std::string() : answer.error().text;
  };
  EXPECT_THAT(refused(""), HasSubstr("empty"));
  EXPECT_THAT(refused("v=0\r\n"), HasSubstr("nothing this server can accept"));
  EXPECT_THAT(refused(replace_all(good, "a=group:BUNDLE 0 1 2 3\r\n", "")), HasSubstr("bundle"));
  EXPECT_THAT(refused(replace_all(good, "a=mid:1", "a=mid:0")), HasSubstr("twice"));
  EXPECT_THAT(refused(replace_all(good, "a=ice-pwd:by5GZGG1lw+040DWA6hXM5Bz", "a=ice-pwd:short")), HasSubstr("ICE"));
  EXPECT_THAT(refused(replace_all(good, "sha-256", "sha-1")), HasSubstr("SHA-256"));
  EXPECT_THAT(refused(replace_all(good, "actpass", "passive")), HasSubstr("actpass"));
  EXPECT_THAT(refused(session({"0"}) + replace_all(chrome_audio("0", "sendonly", ""), "opus", "iLBC")),
              HasSubstr("nothing"));

  Answerer answerer(local());
  const auto first = must(answerer.answer(good));
  EXPECT_FALSE(answerer.answer(chrome_join("alice", 0))) << "m-lines never go away";
  EXPECT_FALSE(answerer.answer(replace_all(good, "sha-256 7B", "sha-256 00")));
  EXPECT_EQ(must(answerer.answer(good)).text, first.text) << "refused offers changed nothing";
}

TEST(Answerer, SurvivesTruncation) {
  const auto whole = chrome_join("alice", 1);
  for (std::size_t size = 0; size < whole.size(); size += size % 7 + 1) {
    Answerer answerer(local());
    const auto answer = answerer.answer(whole.substr(0, size));
    EXPECT_TRUE(!answer || parse(answer->text));
  }
}

TEST(Answerer, AnswersAsManySlotsAsADescriptionHolds) {
  Answerer answerer(local());
  EXPECT_EQ(must(answerer.answer(chrome_join("alice", 200))).description.slots.size(), 200u);
}

}  // namespace
}  // namespace parley::media::sdp
