#pragma once
// Offers as browsers write them, for tests. Lines and their order are those of Chrome 130 and Firefox 128.
#include <string>
#include <vector>

namespace parley::media::sdp::samples {

inline std::string transport_lines(const std::string& ufrag = "Xy7Z") {
  return "a=ice-ufrag:" + ufrag +
         "\r\n"
         "a=ice-pwd:by5GZGG1lw+040DWA6hXM5Bz\r\n"
         "a=ice-options:trickle\r\n"
         "a=fingerprint:sha-256 "
         "7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:"
         "19:08\r\n"
         "a=setup:actpass\r\n";
}

inline std::string chrome_audio(const std::string& mid, const std::string& direction, const std::string& track_lines,
                                const std::string& ufrag = "Xy7Z") {
  return "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\n"
         "c=IN IP4 0.0.0.0\r\n"
         "a=rtcp:9 IN IP4 0.0.0.0\r\n" +
         transport_lines(ufrag) + "a=mid:" + mid +
         "\r\n"
         "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
         "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n"
         "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
         "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
         "a=" +
         direction + "\r\n" + track_lines +
         "a=rtcp-mux\r\n"
         "a=rtcp-rsize\r\n"
         "a=rtpmap:111 opus/48000/2\r\n"
         "a=rtcp-fb:111 transport-cc\r\n"
         "a=fmtp:111 minptime=10;useinbandfec=1\r\n"
         "a=rtpmap:63 red/48000/2\r\n"
         "a=fmtp:63 111/111\r\n"
         "a=rtpmap:9 G722/8000\r\n"
         "a=rtpmap:0 PCMU/8000\r\n"
         "a=rtpmap:8 PCMA/8000\r\n"
         "a=rtpmap:13 CN/8000\r\n"
         "a=rtpmap:110 telephone-event/48000\r\n"
         "a=rtpmap:126 telephone-event/8000\r\n";
}

inline std::string chrome_video(const std::string& mid, const std::string& direction, const std::string& track_lines,
                                const std::string& ufrag = "Xy7Z") {
  std::string codecs;
  const auto codec = [&](const std::string& type, const std::string& name, const std::string& fmtp,
                         const std::string& rtx) {
    codecs += "a=rtpmap:" + type + " " + name + "/90000\r\n";
    for (const auto* feedback : {"goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"})
      codecs += "a=rtcp-fb:" + type + " " + feedback + "\r\n";
    if (!fmtp.empty()) codecs += "a=fmtp:" + type + " " + fmtp + "\r\n";
    codecs += "a=rtpmap:" + rtx + " rtx/90000\r\na=fmtp:" + rtx + " apt=" + type + "\r\n";
  };
  codec("96", "VP8", "", "97");
  codec("102", "H264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f", "103");
  codec("106", "H264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", "107");
  codec("108", "H264", "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f", "109");
  codec("45", "AV1", "level-idx=5;profile=0;tier=0", "46");
  codec("98", "VP9", "profile-id=0", "99");
  codec("100", "VP9", "profile-id=2", "101");
  return "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 106 107 108 109 45 46 98 99 100 101 112 113 116\r\n"
         "c=IN IP4 0.0.0.0\r\n"
         "a=rtcp:9 IN IP4 0.0.0.0\r\n" +
         transport_lines(ufrag) + "a=mid:" + mid +
         "\r\n"
         "a=extmap:14 urn:ietf:params:rtp-hdrext:toffset\r\n"
         "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n"
         "a=extmap:13 urn:3gpp:video-orientation\r\n"
         "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
         "a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay\r\n"
         "a=extmap:6 http://www.webrtc.org/experiments/rtp-hdrext/video-content-type\r\n"
         "a=extmap:7 http://www.webrtc.org/experiments/rtp-hdrext/video-timing\r\n"
         "a=extmap:8 http://www.webrtc.org/experiments/rtp-hdrext/color-space\r\n"
         "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
         "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n"
         "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id\r\n"
         "a=extmap:12 https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension\r\n"
         "a=" +
         direction + "\r\n" + track_lines +
         "a=rtcp-mux\r\n"
         "a=rtcp-rsize\r\n" +
         codecs +
         "a=rtpmap:112 red/90000\r\n"
         "a=rtpmap:113 rtx/90000\r\n"
         "a=fmtp:113 apt=112\r\n"
         "a=rtpmap:116 ulpfec/90000\r\n";
}

inline std::string chrome_application(const std::string& mid, const std::string& ufrag = "Xy7Z") {
  return "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"
         "c=IN IP4 0.0.0.0\r\n" +
         transport_lines(ufrag) + "a=mid:" + mid +
         "\r\n"
         "a=sctp-port:5000\r\n"
         "a=max-message-size:262144\r\n";
}

inline std::string track_lines(const std::string& track, const std::string& content = {}) {
  return "a=msid:- " + track + "\r\n" + (content.empty() ? "" : "a=content:" + content + "\r\n");
}

/// The a=ssrc lines that close a sending section.
inline std::string source_lines(unsigned ssrc, unsigned rtx, const std::string& track) {
  std::string out;
  if (rtx != 0) out += "a=ssrc-group:FID " + std::to_string(ssrc) + " " + std::to_string(rtx) + "\r\n";
  for (const auto id : {ssrc, rtx}) {
    if (id == 0) continue;
    out += "a=ssrc:" + std::to_string(id) + " cname:oZPMz8pUm7TpqjVe\r\n";
    out += "a=ssrc:" + std::to_string(id) + " msid:- " + track + "\r\n";
  }
  return out;
}

inline std::string session(const std::vector<std::string>& mids, unsigned version = 2) {
  std::string bundle = "a=group:BUNDLE";
  for (const auto& mid : mids) bundle += " " + mid;
  return "v=0\r\no=- 4611731400430051336 " + std::to_string(version) + " IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n" +
         bundle + "\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n";
}

/// Publishes audio `<name>-audio` (mid 0) and, when wanted, video `<name>-video` (mid 1); then `slots` video slots and
/// the data channels.
inline std::string chrome_join(const std::string& name, int slots = 2, bool video = true,
                               const std::string& video_content = {}, const std::string& ufrag = "Xy7Z") {
  std::vector<std::string> mids;
  std::string body =
      chrome_audio("0", "sendonly", track_lines(name + "-audio"), ufrag) + source_lines(1011, 0, name + "-audio");
  mids.push_back("0");
  if (video) {
    body += chrome_video("1", "sendonly", track_lines(name + "-video", video_content), ufrag) +
            source_lines(2011, 2012, name + "-video");
    mids.push_back("1");
  }
  for (int i = 0; i < slots; ++i) {
    mids.push_back(std::to_string(mids.size()));
    body += chrome_video(mids.back(), "recvonly", "", ufrag);
  }
  mids.push_back(std::to_string(mids.size()));
  body += chrome_application(mids.back(), ufrag);
  return session(mids) + body;
}

/// Simulcast of three encodings on mid 0.
inline std::string chrome_simulcast(const std::string& track) {
  return session({"0"}) + chrome_video("0", "sendonly", track_lines(track)) +
         "a=rid:l send\r\na=rid:m send\r\na=rid:h send\r\na=simulcast:send l;m;h\r\n";
}

inline std::string firefox_join() {
  return "v=0\r\n"
         "o=mozilla...THIS_IS_SDPARTA-99.0 8129373409427342121 0 IN IP4 0.0.0.0\r\n"
         "s=-\r\n"
         "t=0 0\r\n"
         "a=fingerprint:sha-256 "
         "3a:5d:5f:22:97:bb:92:7c:31:0f:7c:6e:91:5c:93:5e:3d:54:02:d8:2c:35:be:94:1d:7b:9d:c4:2f:1d:"
         "ff:11\r\n"
         "a=group:BUNDLE 0 1 2\r\n"
         "a=ice-options:trickle\r\n"
         "a=msid-semantic:WMS *\r\n"
         "m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101\r\n"
         "c=IN IP4 0.0.0.0\r\n"
         "a=sendonly\r\n"
         "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
         "a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level\r\n"
         "a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
         "a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1\r\n"
         "a=fmtp:101 0-15\r\n"
         "a=ice-pwd:5f4ab4f0ae25c6d14e3a3c4f2d1c9b72\r\n"
         "a=ice-ufrag:8b3d5e2f\r\n"
         "a=mid:0\r\n"
         "a=msid:{d4f7bd81-57d4-4a5b-9f9b-d9b3a7a0ed73} {e6a1f6ea-64a6-4b1f-9c2d-0aa3a35ff7ef}\r\n"
         "a=rtcp-mux\r\n"
         "a=rtpmap:109 opus/48000/2\r\n"
         "a=rtpmap:9 G722/8000/1\r\n"
         "a=rtpmap:0 PCMU/8000\r\n"
         "a=rtpmap:8 PCMA/8000\r\n"
         "a=rtpmap:101 telephone-event/8000/1\r\n"
         "a=setup:actpass\r\n"
         "a=ssrc:3317398744 cname:{3e0d5f5a-1d7f-4a1b-8f33-38d11e26a1f4}\r\n"
         "m=video 0 UDP/TLS/RTP/SAVPF 120 124 121 125 126 127 97 98 123 122 119\r\n"
         "c=IN IP4 0.0.0.0\r\n"
         "a=bundle-only\r\n"
         "a=recvonly\r\n"
         "a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
         "a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n"
         "a=extmap:5 urn:ietf:params:rtp-hdrext:toffset\r\n"
         "a=extmap:6/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay\r\n"
         "a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
         "a=fmtp:126 profile-level-id=42e01f;level-asymmetry-allowed=1;packetization-mode=1\r\n"
         "a=fmtp:97 profile-level-id=42e01f;level-asymmetry-allowed=1\r\n"
         "a=fmtp:120 max-fs=12288;max-fr=60\r\n"
         "a=fmtp:124 apt=120\r\n"
         "a=fmtp:121 max-fs=12288;max-fr=60\r\n"
         "a=fmtp:125 apt=121\r\n"
         "a=fmtp:127 apt=126\r\n"
         "a=fmtp:98 apt=97\r\n"
         "a=fmtp:119 apt=122\r\n"
         "a=ice-pwd:5f4ab4f0ae25c6d14e3a3c4f2d1c9b72\r\n"
         "a=ice-ufrag:8b3d5e2f\r\n"
         "a=mid:1\r\n"
         "a=rtcp-fb:120 nack\r\n"
         "a=rtcp-fb:120 nack pli\r\n"
         "a=rtcp-fb:120 ccm fir\r\n"
         "a=rtcp-fb:120 goog-remb\r\n"
         "a=rtcp-fb:120 transport-cc\r\n"
         "a=rtcp-mux\r\n"
         "a=rtcp-rsize\r\n"
         "a=rtpmap:120 VP8/90000\r\n"
         "a=rtpmap:124 rtx/90000\r\n"
         "a=rtpmap:121 VP9/90000\r\n"
         "a=rtpmap:125 rtx/90000\r\n"
         "a=rtpmap:126 H264/90000\r\n"
         "a=rtpmap:127 rtx/90000\r\n"
         "a=rtpmap:97 H264/90000\r\n"
         "a=rtpmap:98 rtx/90000\r\n"
         "a=rtpmap:123 ulpfec/90000\r\n"
         "a=rtpmap:122 red/90000\r\n"
         "a=rtpmap:119 rtx/90000\r\n"
         "a=setup:actpass\r\n"
         "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"
         "c=IN IP4 0.0.0.0\r\n"
         "a=bundle-only\r\n"
         "a=sendonly\r\n"
         "a=ice-pwd:5f4ab4f0ae25c6d14e3a3c4f2d1c9b72\r\n"
         "a=ice-ufrag:8b3d5e2f\r\n"
         "a=mid:2\r\n"
         "a=setup:actpass\r\n"
         "a=sctp-port:5000\r\n"
         "a=max-message-size:1073741823\r\n";
}

inline std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace parley::media::sdp::samples
