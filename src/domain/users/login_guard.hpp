#pragma once
#include <string_view>

#include "base/result.hpp"

namespace parley::domain {

/// Limits how often passwords may be guessed. Thread-safe; must not block.
class LoginGuard {
 public:
  virtual ~LoginGuard() = default;
  /// Before the work of a check. The error's text is fit for a Close frame.
  virtual Result<void> may_try(std::string_view address, std::string_view account) = 0;
  /// After it, and before its outcome is told: of many attempts at once, those that end after too many have failed must
  /// not tell whether they fit.
  virtual Result<void> tried(std::string_view address, std::string_view account, bool fits) = 0;
};

/// Limits nothing.
class NoLoginGuard final : public LoginGuard {
 public:
  Result<void> may_try(std::string_view, std::string_view) override { return {}; }
  Result<void> tried(std::string_view, std::string_view, bool) override { return {}; }
};

}  // namespace parley::domain
