#pragma once
// Offers as Chromium writes them after the reference client's edits, for tests that need no media.
#include <string>

namespace parley::test {

struct OfferOptions {
  std::string audio_track;  ///< id of a published audio track; empty: none
  std::string video_track;
  std::string video_content;  ///< a=content: value; empty: no line
  int video_slots = 0;
  std::string ufrag = "tEst";
};

inline std::string sdp_offer(const OfferOptions& options) {
  int mid = 0;
  std::string group, sections;
  const auto section = [&](const std::string& kind, const std::string& formats, const std::string& direction,
                           const std::string& rest) {
    const std::string id = std::to_string(mid++);
    group += " " + id;
    sections += "m=" + kind + " 9 UDP/TLS/RTP/SAVPF " + formats +
                "\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:" + options.ufrag +
                "\r\na=ice-pwd:hV1nkZc0TQ3PAcmEJ5wUsLAV\r\na=ice-options:trickle\r\na=fingerprint:sha-256 "
                "7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08\r\n"
                "a=setup:actpass\r\na=mid:" +
                id + "\r\na=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\na=" + direction + "\r\n" + rest;
  };
  const std::string opus =
      "a=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\na=fmtp:111 "
      "minptime=10;useinbandfec=1\r\n";
  const std::string vp8 =
      "a=rtcp-mux\r\na=rtcp-rsize\r\na=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 goog-remb\r\na=rtcp-fb:96 transport-cc\r\n"
      "a=rtcp-fb:96 ccm fir\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 "
      "apt=96\r\n";
  if (!options.audio_track.empty()) {
    section("audio", "111", "sendonly", "a=msid:- " + options.audio_track + "\r\n" + opus + "a=ssrc:1111 cname:c\r\n");
  }
  if (!options.video_track.empty()) {
    section("video", "96 97", "sendonly",
            "a=msid:- " + options.video_track + "\r\n" +
                (options.video_content.empty() ? "" : "a=content:" + options.video_content + "\r\n") + vp8 +
                "a=ssrc-group:FID 2222 3333\r\na=ssrc:2222 cname:c\r\na=ssrc:3333 cname:c\r\n");
  }
  for (int i = 0; i < options.video_slots; ++i) section("video", "96 97", "recvonly", vp8);
  const std::string id = std::to_string(mid);
  group += " " + id;
  sections += "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:" + options.ufrag +
              "\r\na=ice-pwd:hV1nkZc0TQ3PAcmEJ5wUsLAV\r\na=fingerprint:sha-256 "
              "7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08\r\n"
              "a=setup:actpass\r\na=mid:" +
              id + "\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n";
  return "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE" + group +
         "\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n" + sections;
}

}  // namespace parley::test
