// Files of published messages: finding, listing, searching and removing them.
#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

#include "domain/messages/attachment_store.hpp"
#include "domain/messages/boundaries.hpp"
#include "domain/messages/message_store.hpp"
#include "domain/messages/messages.hpp"
#include "domain/users/name_rules.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {
namespace {

using protocol::MessageTargetEntityType;

// "Everything" of a list.
constexpr std::int64_t max_listed = 100'000;
constexpr std::string_view direct = "Direct";
constexpr std::string_view spaces = "Spaces";

/// What is listed under the name of a section.
Result<attachment_store::Section> section_of(const protocol::calls::ListAttachments& call) {
  attachment_store::Section section;
  if (call.sectionType == direct) {
    section.types = {wire(MessageTargetEntityType::CHAT)};
  } else if (call.sectionType == spaces) {
    section.types = {wire(MessageTargetEntityType::CHANNEL), wire(MessageTargetEntityType::THREAD)};
    if (call.spaceId && !call.spaceId->empty()) section.key_start = *call.spaceId + '/';
  } else {
    return Error{"There is no such section of files"};
  }
  return section;
}

bool has(const attachment_store::Section& section, const attachment_store::SentFiles& files) {
  return std::find(section.types.begin(), section.types.end(), wire(files.name.type)) != section.types.end() &&
         files.name.key.starts_with(section.key_start);
}

bool in_chat(const attachment_store::SentFiles& files) { return files.name.type == MessageTargetEntityType::CHAT; }

/// Bytes in chats, or else in spaces.
std::int64_t bytes(const std::vector<attachment_store::SentFiles>& all, bool chats) {
  std::int64_t sum = 0;
  for (const attachment_store::SentFiles& files : all) sum += in_chat(files) == chats ? files.bytes : 0;
  return sum;
}

std::int64_t page_size(std::int64_t wanted) { return wanted < 0 ? max_listed : std::min(wanted, max_listed); }

protocol::AttachmentListItem item_of(attachment_store::ListedAttachment listed) {
  protocol::AttachmentListItem item;
  item.id = std::move(listed.attachment.id);
  item.name = std::move(listed.attachment.name);
  item.size = listed.attachment.size;
  item.from = std::move(listed.sender);
  item.date = listed.date;
  return item;
}

}  // namespace

Result<FoundAttachment> Messages::find_attachment(storage::Reader& reader, const Caller& caller,
                                                  const protocol::calls::DownloadAttachment& call) const {
  if (!call.targetEntityType || !call.targetEntityId || !call.messageId || !call.attachmentId) {
    return Error{"The message or the file is not named"};
  }
  PARLEY_TRY(const TargetSeat seat, readable_seat(reader, caller, *call.targetEntityType, *call.targetEntityId));
  const auto target = message_store::find_target(reader, wire(seat.type), seat.key);
  const auto message = target ? message_store::find(reader, target->id, *call.messageId) : std::nullopt;
  if (!message || !message->visible_to(caller.user)) return Error{"Message not found"};
  for (StoredAttachment& attachment : attachment_store::of_message(reader, target->id, message->sequence)) {
    if (attachment.id != *call.attachmentId) continue;
    FoundAttachment found;
    found.path = file_path(seat.key, message->id, attachment.id);
    found.request.targetEntityType = seat.type;
    found.request.targetEntityId = seat.id;
    found.request.messageId = message->id;
    found.request.attachmentId = std::move(attachment.id);
    found.request.name = call.name.value_or(attachment.name);
    found.blob = std::move(attachment.blob);
    found.size = static_cast<std::uint64_t>(attachment.stored_size);
    return found;
  }
  return Error{"The message has no such file"};
}

Messages::OwnFiles Messages::own_files(storage::Reader& reader, const std::string& user) const {
  OwnFiles own;
  for (attachment_store::SentFiles& files : attachment_store::sent_files(reader, user)) {
    if (targets_.lists_own_files(reader, files.name, user)) {
      own.shown.push_back(std::move(files));
    } else {
      own.hidden.push_back(files.target);
    }
  }
  return own;
}

Result<protocol::AttachmentListResult> Messages::list_attachments(storage::Reader& reader, const Caller& caller,
                                                                  const protocol::calls::ListAttachments& call) const {
  attachment_store::Section everything;
  everything.hidden = own_files(reader, caller.user).hidden;
  protocol::AttachmentListResult answer;
  for (auto& listed : attachment_store::of_sender(reader, caller.user, everything, {},
                                                  std::max<std::int64_t>(call.offset, 0), page_size(call.pageSize))) {
    answer.result.push_back(item_of(std::move(listed)));
  }
  return answer;
}

Result<protocol::AttachmentPageResult> Messages::page_attachments(storage::Reader& reader, const Caller& caller,
                                                                  const protocol::calls::ListAttachments& call) const {
  PARLEY_TRY(attachment_store::Section section, section_of(call));
  OwnFiles own = own_files(reader, caller.user);
  section.hidden = std::move(own.hidden);
  attachment_store::ListOrder order;
  order.field = call.sortField.value_or(protocol::AttachmentSortField::DATE);
  order.descending = order.field != protocol::AttachmentSortField::NAME;
  if (call.sortOrder) order.descending = *call.sortOrder == protocol::SortOrder::DESC;
  protocol::AttachmentPageResult answer;
  for (const attachment_store::SentFiles& files : own.shown) {
    if (has(section, files)) answer.result.totalCount += files.count;
  }
  for (auto& listed : attachment_store::of_sender(reader, caller.user, section, order,
                                                  std::max<std::int64_t>(call.offset, 0), page_size(call.pageSize))) {
    std::string message = std::move(listed.message);
    const TargetName target = std::move(listed.target);
    protocol::AttachmentListItem item = item_of(std::move(listed));
    item.messageId = std::move(message);
    item.targetEntityType = target.type;
    item.targetEntityId = target.id();
    answer.result.items.push_back(std::move(item));
  }
  return answer;
}

Result<protocol::AttachmentSizeInfo> Messages::attachments_size(storage::Reader& reader, const Caller& caller,
                                                                const protocol::calls::GetAttachmentsSize& call) const {
  const OwnFiles own = own_files(reader, caller.user);
  protocol::AttachmentSizeInfo answer;
  const auto add = [&](protocol::AttachmentType type, std::int64_t size) {
    // What is empty is left out.
    if (size > 0 && (!call.type || *call.type == type)) answer.result[std::string(wire(type))] = size;
  };
  add(protocol::AttachmentType::DIRECT, bytes(own.shown, true));
  add(protocol::AttachmentType::SPACE, bytes(own.shown, false));
  return answer;
}

Result<protocol::StorageSectionsEvent> Messages::storage_sections(storage::Reader& reader, const Caller& caller,
                                                                  const protocol::calls::GetStorageSections&) const {
  const OwnFiles own = own_files(reader, caller.user);
  protocol::StorageSectionsEvent answer;
  answer.sections.push_back({.name = std::string(direct), .size = bytes(own.shown, true), .childSections = {}});
  answer.sections.push_back({.name = std::string(spaces), .size = bytes(own.shown, false), .childSections = {}});
  return answer;
}

Result<protocol::MessageAttachmentsSearchResult> Messages::search_attachments(
    storage::Reader& reader, const Caller& caller, const protocol::calls::SearchMessageAttachments& call) const {
  PARLEY_TRY(const std::vector<TargetName> places, searched_places(reader, caller, call.chatId));
  attachment_store::Filter filter{.viewer = caller.user,
                                  .media_type = call.attachmentsType,
                                  .sender = call.from && call.from->empty() ? std::nullopt : call.from,
                                  .folded_part = fold_name(call.searchString.value_or(""))};
  std::vector<attachment_store::ListedAttachment> found;
  for (const TargetName& name : places) {
    const auto target = message_store::find_target(reader, wire(name.type), name.key);
    if (!target) continue;
    auto here =
        attachment_store::find(reader, target->id, filter, max_listed - static_cast<std::int64_t>(found.size()));
    std::move(here.begin(), here.end(), std::back_inserter(found));
  }
  // Those of one message stay together and in order.
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.date < b.date; });
  protocol::MessageAttachmentsSearchResult answer;
  if (call.timeFrame && !call.boundaries) {
    const protocol::TimeFrame& frame = *call.timeFrame;
    std::erase_if(found, [&](const attachment_store::ListedAttachment& listed) {
      return listed.date < frame.start || (frame.end >= 0 && listed.date > frame.end);
    });
  }
  answer.totalSize = static_cast<std::int64_t>(found.size());
  cut(found, call.boundaries, call.timeFrame, call.sortOrder.value_or(protocol::SortOrder::ASC), max_loaded);
  for (auto& listed : found) {
    protocol::AttachmentInfo info;
    info.targetEntityType = listed.target.type;
    info.targetEntityId = listed.target.id();
    info.messageId = std::move(listed.message);
    info.id = std::move(listed.attachment.id);
    info.name = std::move(listed.attachment.name);
    info.type = listed.attachment.type;
    info.mediaType = listed.attachment.media_type;
    info.size = listed.attachment.size;
    info.from = std::move(listed.sender);
    info.date = listed.date;
    answer.attachmentsInfo.push_back(std::move(info));
  }
  return answer;
}

Result<protocol::RemoveStorageAttachmentsResult> Messages::remove_storage_attachments(
    storage::Transaction& transaction, const Caller& caller, const protocol::calls::RemoveStorageAttachments& call) {
  protocol::RemoveStorageAttachmentsResult answer;
  std::map<std::string, Located> changed;
  bool any_found = call.attachments.empty();
  for (const protocol::RemoveStorageAttachmentItem& item : call.attachments) {
    // Also where the caller is no member any more: it is his storage.
    const Result<Located> located =
        authored(transaction, caller.user, item.targetEntityType, item.targetEntityId, item.messageId);
    // What has gone meanwhile, with its chat maybe, doesn't keep the others.
    if (!located) continue;
    any_found = true;
    for (const StoredAttachment& file :
         attachment_store::of_message(transaction, located->target, located->message.sequence)) {
      if (file.id != item.id) continue;
      remove_attachment(transaction, *located, file);
      answer.deletedSize += file.size;
      changed.emplace(item.messageId, *located);
    }
  }
  if (!any_found) return Error{"Message not found"};
  // The caller's connection too: his answer tells nothing of messages.
  for (const auto& [id, located] : changed) settle_edit(transaction, located, 0);
  return answer;
}

Result<Messages::Located> Messages::authored(storage::Reader& reader, const std::string& user,
                                             MessageTargetEntityType type, const protocol::MessageTargetEntityId& id,
                                             const std::string& message) const {
  PARLEY_TRY(std::optional<TargetSeat> seat, targets_.seat(reader, type, id, user));
  const auto target = seat ? message_store::find_target(reader, wire(seat->type), seat->key) : std::nullopt;
  auto found = target ? message_store::find(reader, target->id, message) : std::nullopt;
  if (!found || found->sender != user) return Error{"Message not found"};
  return Located{std::move(*seat), target->id, target->last_sequence, std::move(*found)};
}

}  // namespace parley::domain
