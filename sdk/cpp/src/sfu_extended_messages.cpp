#include "protocol/errors.hpp"
#include "sfu_extended_impl.hpp"

namespace parley::sdk {
namespace {

namespace ChatError = protocol::errors::ChatError;
constexpr std::string_view kNoMessageId = "Can't mark message without massage id";  // the reference client's spelling

/// What the client itself refuses; who is not logged in hears that first.
template <class R, class Call>
Pending<R> refused(SfuExtended::Impl& impl, const Call&, std::string_view text) {
  const Pending<R> pending;
  const std::string operation(Call::info.operation);
  pending.settle(impl.not_authenticated(operation).value_or(Failure{operation, std::string(text), false}));
  return pending;
}

}  // namespace

Pending<protocol::MessageStatus> SfuExtended::sendMessage(calls::SendMessage c) {
  // Sent by nobody: the protocol has clients refuse it.
  if (c.body.value_or("").empty() && (!c.attachments || c.attachments->empty()))
    return refused<protocol::MessageStatus>(*impl_, c, ChatError::CAN_NOT_SEND_MESSAGE_WITHOUT_CONTENT);
  return impl_->ask(c, &protocol::MessageStatusEvent::status);
}
Pending<protocol::MessageStatus> SfuExtended::editMessage(calls::EditMessage c) {
  return impl_->ask(c, &protocol::MessageStatusEvent::status);
}
Pending<Done> SfuExtended::deleteMessage(calls::DeleteMessage c) { return impl_->ask_done(c); }
Pending<protocol::AddedRemovedReactionOnMessage> SfuExtended::addReactionOnMessage(calls::AddReactionOnMessage c) {
  return impl_->ask<protocol::AddedRemovedReactionOnMessage>(c);
}
Pending<protocol::AddedRemovedReactionOnMessage> SfuExtended::removeReactionOnMessage(
    calls::RemoveReactionOnMessage c) {
  return impl_->ask<protocol::AddedRemovedReactionOnMessage>(c);
}
Pending<protocol::LastReadMessageUpdated> SfuExtended::markMessageRead(calls::MarkMessageRead c) {
  if (c.id.empty()) return refused<protocol::LastReadMessageUpdated>(*impl_, c, kNoMessageId);
  return impl_->ask<protocol::LastReadMessageUpdated>(c);
}
Pending<protocol::LastReadMessageUpdated> SfuExtended::markMessageUnread(calls::MarkMessageUnread c) {
  if (c.id.empty()) return refused<protocol::LastReadMessageUpdated>(*impl_, c, kNoMessageId);
  return impl_->ask<protocol::LastReadMessageUpdated>(c);
}
Pending<std::vector<protocol::Message>> SfuExtended::loadMessages(calls::LoadMessages c) {
  return impl_->ask(c, &protocol::ChatMessagesEvent::messages);
}
Pending<protocol::ChatMessagesCount> SfuExtended::getMessagesCount(calls::GetMessagesCount c) {
  return impl_->ask<protocol::ChatMessagesCount>(c);
}
Pending<protocol::FirstAndLastChatMessage> SfuExtended::getFirstAndLastMessage(calls::GetFirstAndLastMessage c) {
  return impl_->ask<protocol::FirstAndLastChatMessage>(c);
}
Pending<protocol::UnreadMessagesCountEvent> SfuExtended::getUnreadMessagesCount(calls::GetUnreadMessagesCount c) {
  return impl_->ask<protocol::UnreadMessagesCountEvent>(c);
}

Pending<protocol::ChatsSyncSummaryEvent> SfuExtended::getChatsSyncSummary() {
  return impl_->ask<protocol::ChatsSyncSummaryEvent>(calls::GetChatsSyncSummary{});
}
Pending<protocol::MessagesDifferenceEvent> SfuExtended::getMessagesDifference(calls::GetMessagesDifference c) {
  return impl_->ask<protocol::MessagesDifferenceEvent>(c);
}

Pending<std::vector<protocol::Message>> SfuExtended::searchChatMessages(calls::SearchChatMessages c) {
  return impl_->ask(c, &protocol::ChatSearchResultEvent::messages);
}
Pending<protocol::MessageAttachmentsSearchResult> SfuExtended::searchMessageAttachments(
    calls::SearchMessageAttachments c) {
  return impl_->ask<protocol::MessageAttachmentsSearchResult>(c);
}
Pending<protocol::LoadMessagesWithMentionsResult> SfuExtended::loadMessagesWithMentions(
    calls::LoadMessagesWithMentions c) {
  return impl_->ask<protocol::LoadMessagesWithMentionsResult>(c);
}

}  // namespace parley::sdk
