// Calls about the files of messages.
#include <optional>

#include "protocol/enums.hpp"
#include "server/methods.hpp"

namespace parley::server {

namespace calls = protocol::calls;
namespace event = protocol::event;
using storage::Reader;
using storage::Transaction;

void add_attachment_methods(CallTable& table, const Services& s) {
  using domain::Messages;
  MethodsOf methods(table, s.messages);
  methods.read(event::ATTACHMENTS_SIZE_INFO, &Messages::attachments_size);
  methods.read(event::STORAGE_SECTIONS, &Messages::storage_sections);
  methods.read(event::MESSAGE_ATTACHMENTS_SEARCH_RESULT, &Messages::search_attachments);
  methods.write(event::REMOVE_STORAGE_ATTACHMENTS_RESULT, &Messages::remove_storage_attachments);

  // Clients later than 2.0.339 name a section and get a page.
  table.set<calls::ListAttachments>([&s](RequestPointer request, auto call) {
    Job job;
    job.read = [&s, request, call](Reader& reader) -> Outcome {
      if (!call->sectionType) {
        return {CallTable::answer(event::ATTACHMENTS_LIST_RESULT, *request,
                                  s.messages.list_attachments(reader, request->caller, *call))};
      }
      return {CallTable::answer(event::ATTACHMENTS_LIST_RESULT, *request,
                                s.messages.page_attachments(reader, request->caller, *call))};
    };
    return job;
  });

  table.set<calls::CancelSendingAttachment>([&s](RequestPointer request, auto call) {
    Job job;
    job.start = [&s, request, call](std::function<void(Outcome)> reply) {
      s.uploads.cancel(request->caller.connection, *call, [request, reply](auto status) {
        reply({CallTable::answer(event::SFU_MESSAGE_ATTACHMENT_STATE, *request, status)});
      });
    };
    return job;
  });

  // The files sent before this call come first. What they came to is kept until the write is done, since it holds the
  // blobs until references to them are stored.
  table.set<calls::SendMessageWithAttachments>([&s](RequestPointer request, auto call) {
    auto upload = std::make_shared<std::optional<Result<domain::FinishedUpload>>>();
    Job job;
    job.before = [&s, request, call, upload](std::function<void()> go) {
      s.uploads.finish(request->caller.connection, *call, [upload, go](Result<domain::FinishedUpload> finished) {
        upload->emplace(std::move(finished));
        go();
      });
    };
    job.write = [&s, request, upload](Transaction& transaction) -> Outcome {
      Result<domain::FinishedUpload>& finished = **upload;
      Result<protocol::MessageStatusEvent> status =
          finished ? s.messages.finish_upload(transaction, request->caller, *finished)
                   : Result<protocol::MessageStatusEvent>(finished.error());
      if (!status) {
        transaction.abandon();
        if (finished) s.uploads.discard(std::move(*finished));
      }
      return {CallTable::answer(event::SFU_MESSAGE_STATE, *request, status)};
    };
    return job;
  });

  // On a user's connection: asks for the right to a file. On a transfer connection: uses it; the file is the answer.
  table.set<calls::DownloadAttachment>([&s](RequestPointer request, auto call) {
    Job job;
    if (request->session->app == protocol::apps::Z_ATTACHMENTS_TRANSFER_APP) {
      job.start = [&s, request, call](std::function<void(Outcome)> reply) {
        s.downloads.start(request->caller.connection, call->sessionId.value_or(""), [request, reply](Error error) {
          // Clients of 2.0.339 don't read what is said here: the end tells them.
          reply({.frame = refusal_frame(*request, error), .close = true});
        });
      };
      return job;
    }
    // A read may run again: there is one right all the same.
    auto session = std::make_shared<std::string>();
    job.read = [&s, request, call, session](Reader& reader) -> Outcome {
      const auto found = s.messages.find_attachment(reader, request->caller, *call);
      if (!found) return {refusal_frame(*request, found.error())};
      if (session->empty()) {
        auto offered = s.downloads.offer(request->caller.user, found->path, found->blob, found->size, call->size);
        if (!offered) return {refusal_frame(*request, offered.error())};
        *session = std::move(*offered);
      }
      const protocol::AttachmentRequestAck ack{.sessionId = *session, .attachmentRequest = found->request};
      return {
          CallTable::answer(event::SFU_ATTACHMENT_REQUEST_ACK, *request, Result<protocol::AttachmentRequestAck>(ack))};
    };
    return job;
  });
}

}  // namespace parley::server
