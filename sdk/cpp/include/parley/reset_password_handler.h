#pragma once
#include <memory>
#include <string>

#include "parley/pending.h"

namespace parley::sdk {

/// The second step of a password reset, on the connection of the first. Thread-safe. Dropping it closes the connection.
class ResetPasswordHandler {
 public:
  ~ResetPasswordHandler();
  ResetPasswordHandler(const ResetPasswordHandler&) = delete;
  ResetPasswordHandler& operator=(const ResetPasswordHandler&) = delete;

  /// Sets the password and closes the connection, once. All tokens of the user end. Fails with "New password should be
  /// at least 6 characters" (the connection stays open then), or when the connection has ended.
  Pending<Done> resetPassword(const std::string& newPassword);

  class Impl;
  explicit ResetPasswordHandler(std::shared_ptr<Impl> impl);  ///< by SfuExtended

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace parley::sdk
