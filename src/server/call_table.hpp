#pragma once
// Which handler answers which call: one line per call in methods_….cpp.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/caller.hpp"
#include "events/bus.hpp"
#include "protocol/calls.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"
#include "server/session.hpp"
#include "storage/storage.hpp"

namespace parley::server {

/// A call under way.
struct Request {
  domain::Caller caller;
  std::shared_ptr<const Session> session;
  protocol::ClientFrame frame;
  const protocol::CallInfo* info = nullptr;
};
using RequestPointer = std::shared_ptr<const Request>;

/// What came of a call: the frame to send to the caller (empty: it has been answered, or wants no answer).
struct Outcome {
  std::string frame;
  bool needs_write = false;  ///< a read found that it must change something: run the job's write instead
  bool close = false;        ///< ends the connection after the frame
  /// Of a read: answers from what services hold in memory, which changes after commits. Runs when that knows all that
  /// the snapshot holds.
  std::function<void()> from_memory{};
};

/// What a call does. `read` may ask for `write`, and runs again when news overtakes its answer, at last on the writer;
/// `start` runs on the loop and replies whenever it can.
struct Job {
  std::function<Outcome(storage::Reader&)> read;
  std::function<Outcome(storage::Transaction&)> write;
  /// After the answer of a read was sent: tells what only the writer thread knows.
  std::function<void(storage::Transaction&)> then;
  std::function<void(std::function<void(Outcome)> reply)> start;
  /// For a write that has to wait, in its turn among the calls, for something else: calls `go` once, from any thread.
  /// Such a write runs even when the connection has ended meanwhile.
  std::function<void(std::function<void()> go)> before;
};

/// The OPERATION_FAILED frame of a request. Without `room_id` a plain client's names the room of its call: it does not
/// find its pending call otherwise.
std::string refusal_frame(const Request& request, const Error& error, std::string_view room_id = {});

/// Filled at start-up, then only read: thread-safe.
class CallTable {
 public:
  CallTable();

  template <class Call>
  using Decoded = std::shared_ptr<const Call>;

  /// Answers with `event` and what `run(reader, request, call)` returns, or with its error.
  template <class Call, class Run>
  void read(const protocol::EventInfo& event, Run run) {
    set<Call>([&event, run](RequestPointer request, Decoded<Call> call) {
      Job job;
      job.read = [&event, run, request, call](storage::Reader& reader) -> Outcome {
        return {answer(event, *request, run(reader, *request, *call)), false};
      };
      return job;
    });
  }
  /// The same with a transaction: an error undoes what it changed.
  template <class Call, class Run>
  void write(const protocol::EventInfo& event, Run run) {
    set<Call>([&event, run](RequestPointer request, Decoded<Call> call) {
      Job job;
      job.write = [&event, run, request, call](storage::Transaction& transaction) -> Outcome {
        auto result = run(transaction, *request, *call);
        if (!result) transaction.abandon();
        return {answer(event, *request, result), false};
      };
      return job;
    });
  }
  /// The same, but the caller's connection gets its answer before all else the call tells; for calls some of whose
  /// events go to the caller too.
  template <class Call, class Run>
  void write_answer_first(const protocol::EventInfo& event, events::Outbox& outbox, Run run) {
    set<Call>([&event, &outbox, run](RequestPointer request, Decoded<Call> call) {
      Job job;
      job.write = [&event, &outbox, run, request, call](storage::Transaction& transaction) -> Outcome {
        // It takes its place among what is told now, and gets its text when that is known.
        auto frame = std::make_shared<std::string>();
        if (!request->frame.internalMessageId.empty()) {
          outbox.emit(transaction, {.connections = {request->caller.connection}, .frame = frame});
        }
        auto result = run(transaction, *request, *call);
        if (!result) {
          transaction.abandon();
          return {refusal_frame(*request, result.error())};
        }
        *frame = answer(event, *request, result);
        return {};
      };
      return job;
    });
  }
  /// Anything else: `prepare(request, call)` returns the Job.
  template <class Call, class Prepare>
  void set(Prepare prepare) {
    entries_[Call::info.index] = [prepare](RequestPointer request) -> Result<Job> {
      auto call = protocol::decode<Call>(request->frame.argument);
      if (!call) return call.error();
      return prepare(std::move(request), std::make_shared<const Call>(std::move(*call)));
    };
  }

  /// Decodes the arguments. Fails for malformed ones, and for calls this server does not serve.
  Result<Job> prepare(RequestPointer request) const;

  /// The frame of an answer: the event with the result as payload, an ACK for no result, or the refusal.
  template <class T>
  static std::string answer(const protocol::EventInfo& event, const Request& request, const Result<T>& result) {
    if (!result) return refusal_frame(request, result.error());
    if (request.frame.internalMessageId.empty()) return {};
    if constexpr (std::is_void_v<T>) {
      return protocol::event_frame(event, "", request.frame.internalMessageId);
    } else {
      return protocol::event_frame(event, "", request.frame.internalMessageId, *result);
    }
  }

 private:
  std::vector<std::function<Result<Job>(RequestPointer)>> entries_;
};

}  // namespace parley::server
