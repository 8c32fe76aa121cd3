#pragma once
// Reads HTTP/1.x requests from bytes.
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "transport/transport.hpp"

namespace parley::transport {

/// One request, fed as its bytes come. No sockets, no clock. Not thread-safe.
class HttpParser {
 public:
  enum class Status {
    need_more,  ///< not complete
    headers,    ///< `head` has all but the body: `begin_body`, then feed again, also when no bytes are left
    complete,   ///< `take` has it
    bad,        ///< `error_status` and `error_text` say what to answer; the connection cannot go on
  };

  explicit HttpParser(std::size_t header_limit);
  ~HttpParser();

  /// Takes what belongs to this request off the front of `bytes`; what is left must be shown again with more behind it.
  Status feed(std::string& bytes);
  /// Method, target, host and headers, from `Status::headers` on until `take`; the rest is the caller's to fill.
  HttpRequest& head() { return head_; }
  /// After `Status::headers`, once: `need_more`, or `bad` when the announced body is longer than `limit` bytes.
  Status begin_body(std::size_t limit);
  /// The headers are complete, the body may not be.
  bool have_headers() const;
  /// The client waits for "100 Continue" before it sends the body.
  bool expects_continue() const;
  bool keep_alive() const { return keep_alive_; }
  /// HTTP/1.1 or later 1.x.
  bool modern() const { return modern_; }
  /// The head and the body.
  HttpRequest take();

  int error_status() const { return error_status_; }
  std::string_view error_text() const { return error_text_; }

 private:
  struct State;
  Status fail(int status, std::string_view text);
  void read_head();

  std::unique_ptr<State> state_;
  HttpRequest head_;
  bool head_told_ = false;
  bool keep_alive_ = false;
  bool modern_ = false;
  int error_status_ = 0;
  std::string_view error_text_;
};

/// The value of the first header of that (lower-case) name, empty if there is none.
std::string_view header_value(const HttpRequest& request, std::string_view name);

/// Does the comma-separated list hold this word? Case doesn't matter; what follows a ';' is not looked at.
bool lists_word(std::string_view list, std::string_view word);

}  // namespace parley::transport
