#include "server/indexing.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>

#include "base/log.hpp"

namespace parley::server {
namespace {

constexpr auto kPeriod = std::chrono::milliseconds(250);
constexpr std::int64_t kTextsAtOnce = 32;  // a millisecond or two

}  // namespace

struct Indexing::Work {
  Work(storage::Database& on, domain::Messages& of) : database(on), messages(of) {}
  storage::Database& database;
  domain::Messages& messages;
  std::atomic<bool> stopped = false;
  // The storage writer's:
  bool under_way = false;
  std::int64_t after = 0;  ///< the target it has come to; 0: begins at the first
};

Indexing::Indexing(storage::Database& database, domain::Messages& messages)
    : work_(std::make_shared<Work>(database, messages)),
      timer_(database, kPeriod, {[work = work_](storage::Transaction&) {
               if (!work->under_way) go_on(work);
             }}) {}

Indexing::~Indexing() { work_->stopped = true; }

void Indexing::go_on(const std::shared_ptr<Work>& work) {
  work->under_way = true;
  const std::int64_t began_after = work->after;
  work->database.write(
      [work](storage::Transaction& transaction) {
        work->after = work->messages.index_messages(transaction, work->after, kTextsAtOnce);
      },
      [work, began_after](std::exception_ptr failure) {
        if (failure) log::error("new messages could not be prepared for searching; it is tried again");
        const bool all_done = began_after == 0 && work->after == 0;
        work->under_way = !failure && !all_done && !work->stopped;
        if (work->under_way) go_on(work);
      });
}

}  // namespace parley::server
