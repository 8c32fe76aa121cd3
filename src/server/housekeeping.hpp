#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "domain/users/registrations.hpp"
#include "domain/users/sessions.hpp"
#include "storage/storage.hpp"

namespace parley::server {

/// Forgets what is too old, once a minute: sign-ups nobody confirmed, login tokens nobody used.
class Housekeeping {
 public:
  Housekeeping(storage::Database& database, const domain::Sessions& sessions, domain::Registrations& registrations);
  ~Housekeeping();

 private:
  void run();

  storage::Database& database_;
  const domain::Sessions& sessions_;
  domain::Registrations& registrations_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace parley::server
