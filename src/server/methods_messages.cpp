// Calls about messages.
#include "server/methods.hpp"

namespace parley::server {

namespace calls = protocol::calls;
namespace event = protocol::event;
using storage::Reader;
using storage::Transaction;

void add_message_methods(CallTable& table, const Services& s) {
  using domain::Messages;
  MethodsOf methods(table, s.messages);
  methods.write(event::SFU_MESSAGE_STATE, &Messages::send);
  methods.write(event::SFU_MESSAGE_STATE, &Messages::edit);
  methods.write(event::ACK, &Messages::remove);
  methods.write(event::REACTION_ON_MESSAGE_ADDED, &Messages::add_reaction);
  methods.write(event::REACTION_ON_MESSAGE_REMOVED, &Messages::remove_reaction);
  methods.write(event::LAST_READ_MESSAGE_UPDATED, &Messages::mark_read);
  methods.write(event::LAST_READ_MESSAGE_UPDATED, &Messages::mark_unread);
  methods.read(event::SFU_CHAT_LOADED, &Messages::load_chat);
  methods.read(event::CHAT_MESSAGES_COUNT, &Messages::count);
  methods.read(event::FIRST_AND_LAST_CHAT_MESSAGE, &Messages::first_and_last);
  methods.read(event::UNREAD_MESSAGES_COUNT, &Messages::count_unread);
  // Most loads only read; one that delivers what was pending has to write.
  table.set<calls::LoadMessages>([&s](RequestPointer request, auto call) {
    Job job;
    job.read = [&s, request, call](Reader& reader) -> Outcome {
      auto loaded = s.messages.load(reader, request->caller, *call);
      if (!loaded) return {refusal_frame(*request, loaded.error())};
      if (!*loaded) return {{}, true};
      return {
          CallTable::answer(event::CHAT_MESSAGES, *request, Result<protocol::ChatMessagesEvent>(std::move(**loaded)))};
    };
    job.write = [&s, request, call](Transaction& transaction) -> Outcome {
      auto loaded = s.messages.load_and_deliver(transaction, request->caller, *call);
      if (!loaded) transaction.abandon();
      return {CallTable::answer(event::CHAT_MESSAGES, *request, loaded)};
    };
    return job;
  });
}

}  // namespace parley::server
