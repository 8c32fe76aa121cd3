#pragma once
// A client that speaks bare frames over a real socket, so that tests can say and see exactly what is on the wire.
// It shares no code with the server or the SDK on purpose.
#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace parley::test {

namespace json = boost::json;
using std::chrono::milliseconds;

struct CloseInfo {
  int code = 0;  ///< 1005: a Close frame without code; 1006: the socket ended without one
  std::string reason;
};

class WireClient {
 public:
  /// Opens the WebSocket on 127.0.0.1; throws std::runtime_error when it can't. `headers`: more of them, each with its
  /// line end.
  explicit WireClient(std::uint16_t port, const std::string& target = "/", const std::string& headers = {});
  ~WireClient();
  WireClient(WireClient&& other) noexcept;
  WireClient(const WireClient&) = delete;
  WireClient& operator=(const WireClient&) = delete;

  /// Opens and logs in on sfuZClientApp; throws when it is refused.
  static WireClient login(std::uint16_t port, const std::string& user, const std::string& password = "secret1");
  /// The getUserData object of login().
  const json::object& user_data() const { return user_data_; }
  const std::string& token() const { return token_; }

  // Bare frames.
  void send_text(std::string_view text);
  void send_binary(std::string_view bytes);
  void send_frame(int opcode, bool final, std::string_view payload, bool masked = true);
  void send_raw(std::string_view bytes);
  void send_close() { send_frame(8, true, {}); }

  // Protocol frames.
  void send(std::string_view message, json::value data);
  /// Sends a call with a fresh internalMessageId; returns the id.
  std::string call(std::string_view method, json::object arguments = {});
  /// Sends the call and waits for its answer: the event object. Other events are kept for later.
  json::object ask(std::string_view method, json::object arguments = {});
  /// The next event (sfuCallback) that fits, in order of arrival; those before it are kept. Throws after `within`.
  json::object event(std::string_view type, milliseconds within = milliseconds(5000));
  json::object event_where(const std::function<bool(const json::object&)>& fits,
                           milliseconds within = milliseconds(5000));
  json::object answer(const std::string& id, milliseconds within = milliseconds(5000));
  /// The next frame that is no ping, whatever it is.
  json::object next_frame(milliseconds within = milliseconds(5000));
  /// What has come and was not taken yet, after everything the server sent before now has arrived: asks an unknown
  /// call and waits for its refusal, so it needs no timing. Only events; pings are left out.
  std::deque<json::object> settle();
  void forget() { events_.clear(); }

  /// Waits for the end of the connection.
  CloseInfo wait_for_close(milliseconds within = milliseconds(5000));
  /// The next binary frame. Events that come before it are kept, pings are answered.
  std::string read_binary(milliseconds within = milliseconds(5000));
  /// Binary frames that came while something else was waited for.
  std::size_t binaries_kept() const { return binaries_.size(); }
  /// Reads whole text frames, pings included. Binary frames are kept.
  std::optional<std::string> read_text(milliseconds within);
  /// Answer pings (the default) or let them be.
  void answer_pings(bool yes) { answer_pings_ = yes; }
  /// MESSAGES_CURSOR_ADVANCED is nothing to a client that doesn't follow journals: it is skipped, unless shown.
  void show_watermarks(bool yes) { shows_watermarks_ = yes; }
  int pings_seen() const { return pings_seen_; }
  void disconnect();
  void abort();  ///< closes the socket without a word
  int socket() const { return socket_; }

 private:
  bool fill(milliseconds within);
  bool read_exact(std::string& out, std::size_t size, std::chrono::steady_clock::time_point until);
  /// The next whole message; `opcode` of its first frame.
  std::optional<std::string> read_message(milliseconds within, int& opcode);
  bool take_event(const std::function<bool(const json::object&)>& fits, json::object& out);

  int socket_ = -1;
  std::string buffer_;
  std::deque<json::object> events_;  ///< data[0] of sfuCallback frames
  std::deque<std::string> binaries_;
  std::optional<CloseInfo> closed_;
  json::object user_data_;
  std::string token_;
  bool answer_pings_ = true;
  bool shows_watermarks_ = false;
  int pings_seen_ = 0;
};

/// The string at a path of keys, "" when it isn't one.
std::string text(const json::object& object, std::initializer_list<std::string_view> path);
/// How many of `events` have this type.
std::size_t count(const std::deque<json::object>& events, std::string_view type);

}  // namespace parley::test
