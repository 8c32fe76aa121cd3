#pragma once
#include <chrono>
#include <string>

namespace parley::domain {

/// A mail to one person. MailTemplates makes them, MailQueue takes them.
struct Mail {
  std::string to;  ///< an address that check_email() accepts
  std::string subject;
  std::string text;
  std::string html{};                                             ///< the same as a page; empty: text alone
  std::chrono::milliseconds useful_for = std::chrono::hours(24);  ///< what is not delivered by then is dropped
};

}  // namespace parley::domain
