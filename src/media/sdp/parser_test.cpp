#include <gtest/gtest.h>

#include "base/random.hpp"
#include "media/sdp/sample_offers.hpp"
#include "media/sdp/session_description.hpp"

namespace parley::media::sdp {
namespace {

using namespace samples;

TEST(SdpParser, ReadsAChromeOffer) {
  const auto parsed = parse(chrome_join("alice", 2, true, "camera"));
  ASSERT_TRUE(parsed) << parsed.error().text;
  EXPECT_EQ(parsed->session_id, 4611731400430051336u);
  EXPECT_EQ(parsed->version, 2u);
  EXPECT_EQ(parsed->bundle, (std::vector<std::string>{"0", "1", "2", "3", "4"}));
  EXPECT_TRUE(parsed->extmap_allow_mixed);
  ASSERT_EQ(parsed->sections.size(), 5u);

  const auto& audio = parsed->sections[0];
  EXPECT_EQ(audio.kind, SectionKind::audio);
  EXPECT_EQ(audio.direction, Direction::sendonly);
  EXPECT_EQ(audio.ice.ufrag, "Xy7Z");
  EXPECT_EQ(audio.setup, Setup::actpass);
  EXPECT_EQ(audio.track_id, "alice-audio");
  EXPECT_FALSE(audio.content);
  const auto codecs = codecs_of(audio);
  ASSERT_EQ(codecs.size(), 1u);
  EXPECT_EQ(codecs[0].name, "opus");
  EXPECT_EQ(codecs[0].channels, 2);
  EXPECT_TRUE(codecs[0].transport_cc);
  EXPECT_FALSE(codecs[0].nack);

  const auto& video = parsed->sections[1];
  EXPECT_EQ(video.content, "camera");
  EXPECT_EQ(video.track_id, "alice-video");
  ASSERT_EQ(video.source_groups.size(), 1u);
  EXPECT_EQ(video.source_groups[0].ssrcs, (std::vector<std::uint32_t>{2011, 2012}));
  const auto formats = codecs_of(video);
  ASSERT_EQ(formats.size(), 7u);
  EXPECT_EQ(formats[0].name, "VP8");
  EXPECT_EQ(formats[0].rtx_payload_type, 97);
  EXPECT_TRUE(formats[0].nack && formats[0].pli && formats[0].fir && formats[0].transport_cc && formats[0].remb);
  EXPECT_EQ(formats[5].fmtp, "profile-id=0");
  const auto extensions = extensions_of(video);
  EXPECT_EQ(extensions.mid, 4);
  EXPECT_EQ(extensions.rid, 10);
  EXPECT_EQ(extensions.repaired_rid, 11);
  EXPECT_EQ(extensions.dependency_descriptor, 12);
  EXPECT_EQ(extensions.video_orientation, 13);
  EXPECT_EQ(extensions.playout_delay, 5);
  EXPECT_EQ(extensions.audio_level, 0);

  EXPECT_EQ(parsed->sections[4].sctp_port, 5000);
  EXPECT_EQ(parsed->sections[4].max_message_size, 262144u);
}

TEST(SdpParser, ReadsAFirefoxOffer) {
  const auto parsed = parse(firefox_join());
  ASSERT_TRUE(parsed) << parsed.error().text;
  const auto& audio = parsed->sections[0];
  EXPECT_EQ(fingerprint_of(*parsed, audio).substr(0, 8), "3A:5D:5F");
  EXPECT_EQ(audio.track_id, "{e6a1f6ea-64a6-4b1f-9c2d-0aa3a35ff7ef}");
  EXPECT_FALSE(parsed->sections[1].stopped()) << "bundle-only explains the zero port";
  EXPECT_EQ(extensions_of(parsed->sections[1]).playout_delay, 6);
}

TEST(SdpParser, TakesBareLineFeedsAndMissingMsid) {
  const auto text = replace_all(replace_all(chrome_join("bob", 0), "\r\n", "\n"), "a=msid:- bob-video\n", "");
  const auto parsed = parse(text);
  ASSERT_TRUE(parsed) << parsed.error().text;
  EXPECT_EQ(parsed->sections[1].track_id, "bob-video") << "from the a=ssrc line";
}

TEST(SdpParser, ReadsSimulcastAlternativesAndPause) {
  const auto parsed =
      parse("v=0\nm=video 9 UDP/TLS/RTP/SAVPF 96\na=rid:a send pt=96;max-width=1280\na=simulcast:send a;~b,c recv d\n");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->sections[0].simulcast_send, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(parsed->sections[0].simulcast_receive, (std::vector<std::string>{"d"}));
}

TEST(SdpParser, ReadsCandidates) {
  const auto parsed = parse(
      "v=0\nm=audio 9 UDP/TLS/RTP/SAVPF 111\n"
      "a=candidate:1 1 udp 2130706431 192.0.2.7 40000 typ host generation 0\n"
      "a=candidate:2 1 TCP 1518280447 192.0.2.7 40000 typ host tcptype passive\n"
      "a=candidate:3 2 udp 1 192.0.2.7 40001 typ host\n");
  ASSERT_TRUE(parsed) << parsed.error().text;
  const auto& candidates = parsed->sections[0].candidates;
  ASSERT_EQ(candidates.size(), 2u) << "component 2 has no use";
  EXPECT_EQ(candidates[0].address, "192.0.2.7");
  EXPECT_EQ(candidates[0].port, 40000);
  EXPECT_TRUE(candidates[1].tcp);
  EXPECT_EQ(candidates[1].tcp_type, "passive");
}

TEST(SdpParser, RefusesNonsenseWithASentence) {
  const auto wrong = [](const std::string& text) {
    const auto parsed = parse(text);
    EXPECT_FALSE(parsed) << text.substr(0, 80);
    return parsed ? std::string() : parsed.error().text;
  };
  wrong("");
  wrong("hello");
  wrong("o=- 1 1 IN IP4 0.0.0.0\n");
  wrong("v=1\n");
  wrong("v=0\no=- one 1 IN IP4 0.0.0.0\n");
  wrong("v=0\nm=audio\n");
  wrong("v=0\nm=audio 99999 UDP/TLS/RTP/SAVPF 111\n");
  wrong("v=0\nm=audio 9 UDP/TLS/RTP/SAVPF\n");
  const std::string audio = "v=0\nm=audio 9 UDP/TLS/RTP/SAVPF 111\n";
  wrong(audio + "a=mid:\n");
  wrong(audio + "a=mid:" + std::string(33, 'x') + "\n");
  wrong(audio + "a=rtpmap:128 opus/48000\n");
  wrong(audio + "a=rtpmap:111 opus\n");
  wrong(audio + "a=extmap:0 urn:x\n");
  wrong(audio + "a=extmap:256 urn:x\n");
  wrong(audio + "a=ssrc:-1 cname:x\n");
  wrong(audio + "a=ssrc:4294967296 cname:x\n");
  wrong(audio + "a=fingerprint:sha-256 AB:CD\n");
  wrong(audio + "a=candidate:1 1 udp high 1.2.3.4 5 typ host\n");
  wrong(audio + "a=simulcast:both a\n");
  wrong(audio + std::string("a=mid:0\ra=mid:1\n"));
  wrong(audio + std::string("a=x:\0y\n", 7));
  EXPECT_EQ(wrong(audio + "a=rid:a$/ send\n").find("The session description is wrong in line 3"), 0u);
}

TEST(SdpParser, RefusesTheHuge) {
  EXPECT_FALSE(parse("v=0\r\n" + std::string(max_text, 'a')));
  EXPECT_FALSE(parse("v=0\r\na=x:" + std::string(max_line, 'a')));
  std::string sections = "v=0\n";
  for (std::size_t i = 0; i <= max_sections; ++i) sections += "m=audio 9 UDP/TLS/RTP/SAVPF 0\n";
  EXPECT_FALSE(parse(sections));
  std::string lines = "v=0\nm=audio 9 UDP/TLS/RTP/SAVPF 0\n";
  for (std::size_t i = 0; i <= max_section_lines; ++i) lines += "a=x\n";
  EXPECT_FALSE(parse(lines));
  std::string sources = "v=0\nm=audio 9 UDP/TLS/RTP/SAVPF 0\n";
  for (int i = 1; i <= 65; ++i) sources += "a=ssrc:" + std::to_string(i) + " cname:x\n";
  EXPECT_FALSE(parse(sources));
}

TEST(SdpParser, SurvivesTruncationAtEachByte) {
  for (const auto& whole : {chrome_join("alice", 1), firefox_join(), chrome_simulcast("t")})
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto parsed = parse(std::string_view(whole).substr(0, size));
      EXPECT_TRUE(parsed || !parsed.error().text.empty());
    }
}

TEST(SdpParser, SurvivesChangedBytes) {
  const auto whole = chrome_simulcast("t") + chrome_application("9");
  for (int round = 0; round < 3000; ++round) {
    auto text = whole;
    for (int i = 0; i < 4; ++i) text[random_between(0, text.size() - 1)] = static_cast<char>(random_between(0, 255));
    if (const auto parsed = parse(text)) (void)write(*parsed);
  }
}

TEST(SdpWriter, WritesWhatItReads) {
  const auto first = parse(chrome_join("alice", 1, true, "screen_sharing"));
  ASSERT_TRUE(first);
  const auto text = write(*first);
  const auto again = parse(text);
  ASSERT_TRUE(again) << again.error().text;
  ASSERT_EQ(again->sections.size(), first->sections.size());
  for (std::size_t i = 0; i < first->sections.size(); ++i) {
    EXPECT_EQ(again->sections[i].mid, first->sections[i].mid);
    EXPECT_EQ(codecs_of(again->sections[i]), codecs_of(first->sections[i]));
    EXPECT_EQ(again->sections[i].sources, first->sections[i].sources);
    EXPECT_EQ(again->sections[i].content, first->sections[i].content);
  }
  EXPECT_EQ(write(*again), text);
}

}  // namespace
}  // namespace parley::media::sdp
