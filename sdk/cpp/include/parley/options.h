#pragma once
// Parameters of SfuExtended that are no part of a call on the wire.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/envelope_types.hpp"

namespace parley::sdk {

/// How to connect: with username (user id or e-mail) and password, or with a token of an earlier login. With both the
/// server tries the token first.
struct ConnectOptions {
  std::string url;  ///< ws://host:port/ or wss://…
  std::string username{}, password{};
  std::string authToken{};
  std::string nickname{};                                ///< does not change the stored nickname
  std::string device{};                                  ///< names this device, for the server's check of new ones
  std::optional<protocol::ConnectionDetails> details{};  ///< which of an application's windows this connection serves
  std::chrono::milliseconds timeout{10'000};             ///< for the socket to open, not for the login
  std::chrono::milliseconds pingInterval{5'000};         ///< 0: the server's pings are not watched
  int failedProbesThreshold = 5;                         ///< silent intervals after which the connection counts as lost
  std::size_t binaryChunkSize = 100'000;  ///< bytes of file in one frame, of uploads and downloads; 1 to 4 MiB
};

/// Who is logged in.
struct CurrentUser {
  std::string username, email, nickname, authToken, pmi;
};

// The calls about accounts work on connections of their own: each names the server.

struct SignUpOptions {
  std::string url;
  std::string username, email, password;
  std::chrono::milliseconds timeout{10'000};  ///< for the socket to open, here and below
};
struct UsernameOptions {
  std::string url;
  std::string username;
  std::chrono::milliseconds timeout{10'000};
};
struct ResetPasswordOptions {
  std::string url;
  std::string email;
  std::chrono::milliseconds timeout{10'000};
};
struct RemoveUserOptions {
  std::string url;
  std::string id;  ///< user id
  std::chrono::milliseconds timeout{10'000};
};
struct ExamplesOptions {
  std::string url;
  std::chrono::milliseconds timeout{10'000};
};

/// A picture to upload.
struct IconFile {
  std::string name;           ///< file name
  std::string contentType{};  ///< empty: application/octet-stream. The server looks at the content
  std::vector<std::uint8_t> bytes{};
};
/// A new icon, or none any more.
struct UserIconOptions {
  std::optional<IconFile> icon{};
  bool remove = false;
};
struct ChatIconOptions {
  std::string id;  ///< of the chat or space
  std::optional<IconFile> icon{};
  bool remove = false;
};
using SpaceIconOptions = ChatIconOptions;

}  // namespace parley::sdk
