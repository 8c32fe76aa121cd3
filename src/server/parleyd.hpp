#pragma once
#include <memory>
#include <string>

#include "base/result.hpp"
#include "server/settings.hpp"

namespace parley::server {

struct Parts;

/// The running server. Made, stopped and destroyed by one thread.
class Parleyd {
 public:
  /// Opens the database, brings its schema up to date, binds the ports, and accepts connections when it returns.
  /// Error: a sentence that names what is in the way.
  static Result<std::unique_ptr<Parleyd>> start(const Settings& settings);
  ~Parleyd();

  /// "http://HOST:PORT", with the real port.
  std::string address() const;
  /// Reads the certificate anew; the log says when that fails.
  void reload();
  /// Closes connections with 1001 and finishes what is under way; at most 10 s.
  void stop();

 private:
  explicit Parleyd(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace parley::server
