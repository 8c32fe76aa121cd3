#pragma once
#include <chrono>
#include <string>

namespace parley::domain {

/// Links in mails, and the pages they lead to (src/server/confirmation_pages).
struct LinksConfig {
  std::string public_url{};                                     ///< where links lead, without a final slash
  std::chrono::milliseconds lifetime = std::chrono::hours(24);  ///< of a link
};

inline constexpr const char* sign_up_page = "/confirm-email";
inline constexpr const char* reset_password_page = "/confirm-reset";
inline constexpr const char* new_device_page = "/confirm-device";

}  // namespace parley::domain
