#pragma once
// A small blocking client for the tests: raw bytes, HTTP, WebSocket frames, plain or TLS. Every wait ends after ten
// seconds with a failure.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace parley::transport::test {

struct ReceivedFrame {
  int opcode = -1;  ///< -1: the connection has ended instead
  bool final = true;
  std::string payload;
  /// Of a Close frame; 0 and empty when it has none.
  int close_code() const;
  std::string close_reason() const;
};

struct ReceivedResponse {
  int status = 0;
  std::string head;  ///< in lower case
  std::string body;
  bool has(std::string_view line) const { return head.find(line) != std::string::npos; }
};

class TestClient {
 public:
  explicit TestClient(std::uint16_t port, bool tls = false, int receive_buffer = 0);
  ~TestClient();
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  void send_raw(std::string_view bytes);
  /// What comes next, at most so much; empty at the end (an orderly one or a reset).
  std::string receive_some(std::size_t at_most = 65'536);
  bool ended() { return receive_some().empty(); }
  /// The client's side of the stream is over; it goes on reading.
  void shut_down_writing();
  void reset();

  ReceivedResponse request(std::string_view text, bool head_only = false);
  ReceivedResponse get(std::string_view target, std::string_view more_headers = "");
  ReceivedResponse read_response(bool head_only = false);

  /// Upgrades; gives the response.
  ReceivedResponse upgrade(std::string_view target = "/", std::string_view more_headers = "");
  void send_frame(int opcode, std::string_view payload, bool final = true);
  void send_text(std::string_view text) { send_frame(1, text); }
  ReceivedFrame read_frame();
  /// The next frame that is no protocol ping.
  ReceivedFrame read_answer();

  static std::string masked_frame(int opcode, std::string_view payload, bool final = true);

 private:
  bool fill(std::size_t bytes);

  int socket_ = -1;
  ssl_ctx_st* context_ = nullptr;
  ssl_st* ssl_ = nullptr;
  std::string in_;
};

}  // namespace parley::transport::test
