#pragma once
#include <memory>

#include "domain/messages/messages.hpp"
#include "server/housekeeping.hpp"
#include "storage/storage.hpp"

namespace parley::server {

/// Puts the words of new messages into the index. A few texts at a time, each time behind the calls that wait for the
/// storage writer by then: nobody waits long for it, and the more is left behind the more often its turn comes.
class Indexing {
 public:
  Indexing(storage::Database& database, domain::Messages& messages);
  /// The database may still go through one last lot.
  ~Indexing();

 private:
  struct Work;
  static void go_on(const std::shared_ptr<Work>& work);

  std::shared_ptr<Work> work_;
  Housekeeping timer_;
};

}  // namespace parley::server
