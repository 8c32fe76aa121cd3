#pragma once
// The table "call → service", one file per domain. Reading them shows everything the server can be asked.
#include "domain/caller.hpp"
#include "protocol/calls.hpp"
#include "protocol/events.hpp"
#include "server/call_table.hpp"
#include "server/services.hpp"

namespace parley::server {

void add_user_methods(CallTable& table, const Services& services);
void add_chat_methods(CallTable& table, const Services& services);
void add_message_methods(CallTable& table, const Services& services);
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
  template <class Call, class Answer>
  void read(const protocol::EventInfo& event,
            Answer (Service::*method)(storage::Reader&, const domain::Caller&, const Call&) const) {
    table_.read<Call>(event,
                      [&service = service_, method](storage::Reader& reader, const Request& request, const Call& call) {
                        return (service.*method)(reader, request.caller, call);
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
