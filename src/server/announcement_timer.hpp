#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "domain/contacts/presence.hpp"
#include "storage/storage.hpp"

namespace parley::server {

/// Lets announcements of presence go on that wait because of a storm; sleeps when none does.
/// `wake` may be called on any thread, also after `stop`, which comes before the end of the database.
class AnnouncementTimer {
 public:
  AnnouncementTimer(storage::Database& database, domain::Presence& presence);
  ~AnnouncementTimer() { stop(); }

  void wake();
  void stop();

 private:
  void run();

  storage::Database& database_;
  domain::Presence& presence_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool waiting_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace parley::server
