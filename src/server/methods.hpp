#pragma once
// The table "call → service", one file per domain. Reading them shows everything the server can be asked.
#include "domain/caller.hpp"
#include "protocol/calls.hpp"
#include "protocol/events.hpp"
#include "server/call_table.hpp"
#include "server/services.hpp"

namespace parley::server {

void add_user_methods(CallTable& table, const Services& services);
void add_contact_methods(CallTable& table, const Services& services);
void add_space_methods(CallTable& table, const Services& services);
void add_chat_methods(CallTable& table, const Services& services);
void add_message_methods(CallTable& table, const Services& services);
void add_attachment_methods(CallTable& table, const Services& services);
void add_meeting_methods(CallTable& table, const Services& services);

/// Enters the methods of one service that take the caller and the call, one line a method.
template <class Service>
class MethodsOf {
 public:
  MethodsOf(CallTable& table, Service& service) : table_(table), service_(service) {}

  template <class Call, class Answer>
  void write(const protocol::EventInfo& event,
             Answer (Service::*method)(storage::Transaction&, const domain::Caller&, const Call&)) {
    add_write<Call>(event, method);
  }
  template <class Call, class Answer>
  void write(const protocol::EventInfo& event,
             Answer (Service::*method)(storage::Transaction&, const domain::Caller&, const Call&) const) {
    add_write<Call>(event, method);
  }
  /// The caller's connection gets its answer before all else the call tells.
  template <class Call, class Answer>
  void write_answer_first(const protocol::EventInfo& event, events::Outbox& outbox,
                          Result<Answer> (Service::*method)(storage::Transaction&, const domain::Caller&,
                                                            const Call&)) {
    table_.write_answer_first<Call>(
        event, outbox,
        [&service = service_, method](storage::Transaction& transaction, const Request& request, const Call& call) {
          return (service.*method)(transaction, request.caller, call);
        });
  }
  template <class Call, class Answer>
  void read(const protocol::EventInfo& event,
            Answer (Service::*method)(storage::Reader&, const domain::Caller&, const Call&) const) {
    table_.read<Call>(event,
                      [&service = service_, method](storage::Reader& reader, const Request& request, const Call& call) {
                        return (service.*method)(reader, request.caller, call);
                      });
  }
  /// A read that may find out that it has to write: it then gives nothing, and `writing` runs instead.
  template <class Call, class Answer>
  void read_or_write(const protocol::EventInfo& event,
                     Result<std::optional<Answer>> (Service::*reading)(storage::Reader&, const domain::Caller&,
                                                                       const Call&) const,
                     Result<Answer> (Service::*writing)(storage::Transaction&, const domain::Caller&, const Call&)) {
    table_.set<Call>([&service = service_, &event, reading, writing](RequestPointer request, auto call) {
      Job job;
      job.read = [&service, &event, reading, request, call](storage::Reader& reader) -> Outcome {
        auto found = (service.*reading)(reader, request->caller, *call);
        if (!found) return {refusal_frame(*request, found.error())};
        if (!*found) return {{}, true};
        return {CallTable::answer(event, *request, Result<Answer>(std::move(**found)))};
      };
      job.write = [&service, &event, writing, request, call](storage::Transaction& transaction) -> Outcome {
        auto found = (service.*writing)(transaction, request->caller, *call);
        if (!found) transaction.abandon();
        return {CallTable::answer(event, *request, found)};
      };
      return job;
    });
  }

 private:
  template <class Call, class Method>
  void add_write(const protocol::EventInfo& event, Method method) {
    table_.write<Call>(event, [&service = service_, method](storage::Transaction& transaction, const Request& request,
                                                            const Call& call) {
      return (service.*method)(transaction, request.caller, call);
    });
  }

  CallTable& table_;
  Service& service_;
};

}  // namespace parley::server
