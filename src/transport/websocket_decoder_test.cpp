#include "transport/websocket_decoder.hpp"

#include <gtest/gtest.h>
#include <wslay/wslay.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

#include "transport/liveness.hpp"
#include "transport/test_client.hpp"
#include "transport/utf8.hpp"
#include "transport/websocket_frame.hpp"

namespace parley::transport {
namespace {

using Kind = WebSocketDecoder::Kind;
using test::TestClient;

struct Collected final : WebSocketDecoder::Sink {
  bool on_message(Kind kind, WebSocketDecoder::Payload payload) override {
    messages.emplace_back(kind, payload.take());
    return !(stop_at_close && kind == Kind::close);
  }
  std::vector<std::pair<Kind, std::string>> messages;
  bool stop_at_close = true;
};

// Feeds in pieces of the given size, 0: at once. The breach's code, 0 for none.
int feed(WebSocketDecoder& decoder, std::string bytes, Collected& sink, std::size_t piece = 0) {
  if (piece == 0) piece = std::max<std::size_t>(bytes.size(), 1);
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const auto breach =
        decoder.feed({reinterpret_cast<std::uint8_t*>(bytes.data()) + at, std::min(piece, bytes.size() - at)}, sink);
    if (breach) return static_cast<int>(breach->code);
  }
  return 0;
}

int code_of(const std::string& bytes, WebSocketDecoder::Limits limits = {}) {
  std::vector<int> codes;
  for (const std::size_t piece : {0, 1, 3}) {
    WebSocketDecoder decoder(limits);
    Collected sink;
    codes.push_back(feed(decoder, bytes, sink, piece));
  }
  EXPECT_EQ(codes[0], codes[1]);
  EXPECT_EQ(codes[0], codes[2]);
  return codes[0];
}

TEST(WebSocketDecoder, JoinsFragmentsWithControlFramesBetween) {
  const std::string bytes = TestClient::masked_frame(1, "Hel", false) + TestClient::masked_frame(9, "are you there") +
                            TestClient::masked_frame(0, "", false) + TestClient::masked_frame(0, "lo \xC3", false) +
                            TestClient::masked_frame(0, "\xA4") +
                            TestClient::masked_frame(2, std::string(70'000, 'b')) + TestClient::masked_frame(8, "");
  for (const std::size_t piece : {0, 1, 2, 7, 1000}) {
    WebSocketDecoder decoder({});
    Collected sink;
    EXPECT_EQ(feed(decoder, bytes, sink, piece), 0);
    const std::vector<std::pair<Kind, std::string>> expected{{Kind::ping, "are you there"},
                                                             {Kind::text, "Hello \xC3\xA4"},
                                                             {Kind::binary, std::string(70'000, 'b')},
                                                             {Kind::close, ""}};
    EXPECT_EQ(sink.messages, expected) << piece;
  }
}

TEST(WebSocketDecoder, StopsWhenTheSinkSaysSo) {
  WebSocketDecoder decoder({});
  Collected sink;
  EXPECT_EQ(feed(decoder, TestClient::masked_frame(8, "") + TestClient::masked_frame(1, "late"), sink), 0);
  EXPECT_EQ(sink.messages.size(), 1u);
  EXPECT_EQ(feed(decoder, TestClient::masked_frame(1, "later"), sink), 0);
  EXPECT_EQ(sink.messages.size(), 1u);
}

TEST(WebSocketDecoder, RefusesBreachesOfTheFraming) {
  EXPECT_EQ(code_of(std::string("\x81\x02hi", 4)), 1002) << "no mask";
  EXPECT_EQ(code_of("\x81\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
                    "abcdef"),
            1002)
      << "no mask, and a huge length";
  EXPECT_EQ(code_of("\xC1\x80"
                    "mask"),
            1002)
      << "reserved bit";
  EXPECT_EQ(code_of("\x83\x80"
                    "mask"),
            1002)
      << "reserved opcode";
  EXPECT_EQ(code_of("\x8B\x80"
                    "mask"),
            1002)
      << "reserved control opcode";
  EXPECT_EQ(code_of(TestClient::masked_frame(9, "ping", false)), 1002) << "fragmented control frame";
  EXPECT_EQ(code_of(TestClient::masked_frame(9, std::string(126, 'x'))), 1002) << "long control frame";
  EXPECT_EQ(code_of(TestClient::masked_frame(0, "of nothing")), 1002) << "continuation of nothing";
  EXPECT_EQ(code_of(TestClient::masked_frame(1, "a", false) + TestClient::masked_frame(1, "b")), 1002) << "interleaved";
  EXPECT_EQ(code_of(std::string("\x81\xFE\x00\x05mask", 8)), 1002) << "length in too many bytes";
  EXPECT_EQ(code_of(std::string("\x81\xFF\0\0\0\0\0\0\xFF\xFFmask", 14)), 1002) << "length in too many bytes";
  EXPECT_EQ(code_of("\x81\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFmask"), 1002) << "highest bit of the length";
}

TEST(WebSocketDecoder, RefusesWhatIsTooBigBeforeItComes) {
  const WebSocketDecoder::Limits limits{.text = 10, .binary = 20, .fragments = 4};
  EXPECT_EQ(code_of(TestClient::masked_frame(1, std::string(10, 'x')), limits), 0);
  EXPECT_EQ(code_of(TestClient::masked_frame(1, std::string(11, 'x')).substr(0, 6), limits), 1009);
  EXPECT_EQ(code_of(TestClient::masked_frame(2, std::string(20, 'x')), limits), 0);
  EXPECT_EQ(code_of(TestClient::masked_frame(2, std::string(21, 'x')).substr(0, 6), limits), 1009);
  EXPECT_EQ(code_of(TestClient::masked_frame(1, "123456", false) + TestClient::masked_frame(0, "12345"), limits), 1009);
  EXPECT_EQ(code_of(std::string("\x82\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFFmask", 14), limits), 1009);
  std::string crumbs = TestClient::masked_frame(1, "", false);
  for (int i = 0; i < 4; ++i) crumbs += TestClient::masked_frame(0, "", false);
  EXPECT_EQ(code_of(crumbs, limits), 1008);
}

TEST(WebSocketDecoder, RefusesTextThatIsNotUtf8) {
  EXPECT_EQ(code_of(TestClient::masked_frame(1, "\xC3")), 1007) << "cut at the end";
  EXPECT_EQ(code_of(TestClient::masked_frame(1, "abc\xFF" + std::string(100, 'x')).substr(0, 12)), 1007) << "at once";
  EXPECT_EQ(code_of(TestClient::masked_frame(1, "\xED\xA0\x80")), 1007) << "surrogate";
  EXPECT_EQ(code_of(TestClient::masked_frame(1, "\xC3", false) + TestClient::masked_frame(0, "x")), 1007);
  EXPECT_EQ(code_of(TestClient::masked_frame(2, "\xFF\xC3")), 0) << "binary may be anything";
}

// libwslay as the other side: whatever it sends arrives, however the bytes are cut.
TEST(WebSocketDecoder, UnderstandsAnIndependentImplementation) {
  std::mt19937 random(20'240'601);
  wslay_event_callbacks callbacks{};
  callbacks.send_callback = [](wslay_event_context_ptr, const std::uint8_t* data, std::size_t size, int, void* out) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), size);
    return static_cast<ssize_t>(size);
  };
  callbacks.genmask_callback = [](wslay_event_context_ptr, std::uint8_t* mask, std::size_t size, void*) {
    for (std::size_t i = 0; i < size; ++i) mask[i] = static_cast<std::uint8_t>(0x5A + 77 * i);
    return 0;
  };
  std::string bytes;
  wslay_event_context_ptr context = nullptr;
  ASSERT_EQ(wslay_event_context_client_init(&context, &callbacks, &bytes), 0);
  std::vector<std::pair<Kind, std::string>> expected;
  for (int i = 0; i < 300; ++i) {
    const Kind kind = std::array{Kind::text, Kind::binary, Kind::ping, Kind::pong}[random() % 4];
    const bool control = kind == Kind::ping || kind == Kind::pong;
    const std::size_t size = random() % (control ? 126 : i % 10 ? 300 : 90'000);
    std::string payload(size, '\0');
    for (char& c : payload) c = static_cast<char>('a' + random() % 26);
    const wslay_event_msg message{static_cast<std::uint8_t>(kind),
                                  reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()};
    ASSERT_EQ(wslay_event_queue_msg(context, &message), 0);
    ASSERT_EQ(wslay_event_send(context), 0);
    expected.emplace_back(kind, std::move(payload));
  }
  wslay_event_context_free(context);

  WebSocketDecoder decoder({});
  Collected sink;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t piece = std::min<std::size_t>(1 + random() % 5'000, bytes.size() - at);
    ASSERT_FALSE(decoder.feed({reinterpret_cast<std::uint8_t*>(bytes.data()) + at, piece}, sink));
    at += piece;
  }
  EXPECT_EQ(sink.messages, expected);
}

// Bytes nobody means: they may be refused or understood, but never harm (this runs under the sanitizers).
TEST(WebSocketDecoder, SurvivesGarbage) {
  std::mt19937 random(7);
  for (int round = 0; round < 3'000; ++round) {
    WebSocketDecoder decoder({.text = 1'000, .binary = 1'000, .fragments = 8});
    Collected sink;
    std::string bytes = round % 2 ? TestClient::masked_frame(1, std::string(random() % 300, 'x'), round % 3) : "";
    for (int i = 0; i < 40; ++i) bytes += static_cast<char>(random());
    for (std::size_t i = 0; i < 3 && i < bytes.size(); ++i)
      bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
    feed(decoder, bytes, sink, random() % 9);
  }
}

TEST(Utf8Validator, KnowsTheBounds) {
  const auto valid = [](std::string_view text) {
    Utf8Validator whole, bytewise;
    const bool result = whole.feed(text) && whole.complete();
    bool other = true;
    for (const char c : text) other = bytewise.feed({&c, 1}) && other;
    EXPECT_EQ(result, other && bytewise.complete());
    return result;
  };
  for (const char* good : {"", "plain text longer than eight bytes", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80",
                           "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
                           "aaaaaaaa\xC3\xA4"
                           "bbbbbbbb"}) {
    EXPECT_TRUE(valid(good)) << good;
  }
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3(", "aaaaaaaaaaaaaaa\xC3"}) {
    EXPECT_FALSE(valid(bad)) << bad;
  }
}

TEST(Liveness, TellsPongsFromCalls) {
  for (const char* pong : {R"({"message":"pong","data":[null]})", R"({"message":"pong"})", R"( { "message" : "pong" })",
                           "{\n\t\"message\":\r\n\"pong\",\"data\":[]}", R"({"data":[null],"message":"pong"})",
                           R"({"data":[{"message":"ping"}],"message":"pong"})"}) {
    EXPECT_EQ(liveness_of(pong), Liveness::pong) << pong;
  }
  EXPECT_EQ(liveness_of(R"({"message":"ping","data":[""]})"), Liveness::ping);
  for (const char* other :
       {"", "{", "\"pong\"", R"({"message":"getUserInfo","data":[{}]})", R"({"message":"pongs"})",
        R"({"message":"x","data":[{"message":"pong"}]})", R"({"data":"message","x":"pong"})",
        R"({"message":"x","data":["pong"]})", R"({"message":"po\"ng)", R"({"message":"pong)", "{\"message\":\"\\",
        R"(["message","pong"])", R"({"message":7,"data":["pong"]})",
        R"({"message":"pong","data":["a text that is far too long for a pong, by any measure"]})"}) {
    EXPECT_EQ(liveness_of(other), Liveness::none) << other;
  }
}

TEST(WebSocketFrame, WritesTheShortestLength) {
  EXPECT_EQ(frame_header(Kind::text, 125).size, 2);
  EXPECT_EQ(frame_header(Kind::text, 126).size, 4);
  EXPECT_EQ(frame_header(Kind::binary, 65'535).size, 4);
  const FrameHeader large = frame_header(Kind::binary, 65'536);
  EXPECT_EQ(std::string(large.bytes.begin(), large.bytes.begin() + large.size),
            std::string("\x82\x7F\0\0\0\0\0\1\0\0", 10));
}

TEST(WebSocketFrame, CutsLongReasonsBetweenCharacters) {
  const std::string payload = close_payload(1000, std::string(122, 'x') + "\xC3\xA4");
  EXPECT_EQ(payload, "\x03\xE8" + std::string(122, 'x'));
}

TEST(WebSocketFrame, ChecksClosePayloads) {
  EXPECT_FALSE(check_close_payload(""));
  EXPECT_FALSE(check_close_payload("\x03\xE8"));
  EXPECT_FALSE(check_close_payload("\x03\xE9going away"));
  EXPECT_FALSE(check_close_payload("\x0F\xA0own code"));
  EXPECT_EQ(check_close_payload("\x03")->code, CloseCode::protocol_error);
  EXPECT_EQ(check_close_payload("\x03\xED")->code, CloseCode::protocol_error) << "1005 is never sent";
  EXPECT_EQ(check_close_payload("\x13\x88")->code, CloseCode::protocol_error) << "5000 is nobody's";
  EXPECT_EQ(check_close_payload("\x03\xE8\xFF")->code, CloseCode::not_utf8);
}

TEST(WebSocketFrame, AnswersTheExampleOfTheRfc) {
  EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  for (const char* bad :
       {"", "short==", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZ\r\n==", "dGhlIHNhbXBsZSBub25jZ*=="}) {
    EXPECT_EQ(accept_key(bad), "") << bad;
  }
}

}  // namespace
}  // namespace parley::transport
