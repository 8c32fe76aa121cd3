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
  methods.write(event::REACTION_ON_MESSAGE_ADDED, &Messages::add_reaction);
  methods.write(event::REACTION_ON_MESSAGE_REMOVED, &Messages::remove_reaction);
  methods.write(event::LAST_READ_MESSAGE_UPDATED, &Messages::mark_read);
  methods.write(event::LAST_READ_MESSAGE_UPDATED, &Messages::mark_unread);
  methods.read(event::CHAT_MESSAGES_COUNT, &Messages::count);
  methods.read(event::FIRST_AND_LAST_CHAT_MESSAGE, &Messages::first_and_last);
  methods.read(event::UNREAD_MESSAGES_COUNT, &Messages::count_unread);
  methods.read(event::CHAT_SEARCH_RESULT, &Messages::search);
  methods.read(event::LOAD_MESSAGES_WITH_MENTIONS_RESULT, &Messages::with_mentions);
  // The answer to a deletion carries no number, so the caller's connection gets a watermark after it.
  table.set<calls::DeleteMessage>([&s](RequestPointer request, auto call) {
    Job job;
    job.write = [&s, request, call](Transaction& transaction) -> Outcome {
      const auto removed = s.messages.remove(transaction, request->caller, *call);
      if (!removed) {
        transaction.abandon();
        return {refusal_frame(*request, removed.error())};
      }
      std::string answer = CallTable::answer(event::ACK, *request, Result<void>());
      if (removed->cursor == 0 || answer.empty()) return {std::move(answer)};
      const auto tell = [&](std::string frame) {
        s.outbox.emit(transaction,
                      {{}, 0, {request->caller.connection}, std::make_shared<const std::string>(std::move(frame))});
      };
      tell(std::move(answer));
      tell(protocol::event_frame(event::MESSAGES_CURSOR_ADVANCED, "", "", *removed));
      return {};
    };
    return job;
  });
  // Most of these only read; what delivers messages that were pending has to write.
  methods.read_or_write(event::SFU_CHAT_LOADED, &Messages::load_chat, &Messages::load_chat_and_deliver);
  methods.read_or_write(event::CHAT_MESSAGES, &Messages::load, &Messages::load_and_deliver);
  methods.read_or_write(event::MESSAGES_DIFFERENCE, &Messages::difference, &Messages::difference_and_deliver);
  methods.read(event::CHATS_SYNC_SUMMARY, &Messages::sync_summary);
}

}  // namespace parley::server
