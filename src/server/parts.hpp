#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/worker_pool.hpp"
#include "blobs/blob_collector.hpp"
#include "blobs/blob_references.hpp"
#include "blobs/blob_store.hpp"
#include "domain/attachments/downloads.hpp"
#include "domain/attachments/uploads.hpp"
#include "domain/mail/mail_deliverer.hpp"
#include "domain/mail/mail_queue.hpp"
#include "events/local_bus.hpp"
#include "events/local_outbox.hpp"
#include "media/media.hpp"
#include "server/announcement_timer.hpp"
#include "server/application.hpp"
#include "server/confirmation_pages.hpp"
#include "server/connected_now.hpp"
#include "server/file_wire.hpp"
#include "server/file_workers.hpp"
#include "server/guards.hpp"
#include "server/housekeeping.hpp"
#include "server/icon_parts.hpp"
#include "server/indexing.hpp"
#include "server/live_sessions.hpp"
#include "server/media_bridge.hpp"
#include "server/services.hpp"
#include "server/settings.hpp"
#include "storage/storage.hpp"
#include "transport/transport.hpp"

namespace parley::server {

constexpr std::size_t kHashingQueue = 2'000;
constexpr std::size_t kFileThreads = 2;

/// Every part of the server, in the order of construction; `Parleyd` fills it and takes it apart in the order of who
/// calls whom.
struct Parts {
  explicit Parts(const Settings& given)
      : settings(given),
        sessions(clock, std::chrono::seconds(given.token_lifetime_s)),
        users(clock, outbox, {.recorder_username = given.recorder_username, .allow_removal = given.allow_removal}),
        examples(clock, users,
                 {.lend = given.examples_mode,
                  .limit = given.examples_limit,
                  .unused_for = std::chrono::seconds(given.examples_issued_user_timeout_s),
                  .disconnected_for = std::chrono::seconds(given.examples_disconnected_user_timeout_s)}),
        hashing("hashing", static_cast<std::size_t>(given.hashing_threads), kHashingQueue) {}

  const Settings settings;
  SystemClock clock;
  Guards guards{clock, settings.guards};
  events::LocalBus bus;
  events::LocalOutbox outbox{bus};
  std::unique_ptr<domain::MailQueue> mails;
  domain::Sessions sessions;
  domain::Users users;
  domain::ExampleUsers examples;
  WorkerPool hashing;
  std::unique_ptr<domain::Registrations> registrations;
  std::unique_ptr<domain::PasswordResets> resets;
  std::unique_ptr<domain::DeviceChecks> checks;
  std::unique_ptr<blobs::BlobStore> blobs;
  blobs::BlobReferences blob_references{[this](const std::string& blob) { collector->collect(blob); }};
  TransportFileWire file_wire;
  FileWorkers file_workers{kFileThreads};
  domain::ContactBook contact_book;
  domain::Contacts contacts{users, contact_book, bus, clock};
  domain::Presence presence{users, contact_book, outbox, bus, clock};
  std::unique_ptr<domain::Uploads> uploads;
  std::unique_ptr<domain::Downloads> downloads;
  std::unique_ptr<domain::Spaces> spaces;
  std::unique_ptr<domain::Chats> chats;
  std::unique_ptr<domain::Messages> messages;
  std::int64_t journal_trimmed = 0;  // how far housekeeping has come; touched on the writer thread
  std::unique_ptr<domain::Meetings> meetings;
  std::unique_ptr<IconParts> icons;
  ConnectedNow connected;  // stands in for the transport, which starts last
  LiveSessions live;
  CallTable calls;
  std::unique_ptr<storage::Database> database;  // its jobs use all of the above
  std::unique_ptr<blobs::BlobCollector> collector;
  std::unique_ptr<domain::MailDeliverer> deliverer;
  std::unique_ptr<MediaBridge> bridge;
  std::unique_ptr<media::Sfu> media;
  std::unique_ptr<domain::Login> login;
  std::unique_ptr<domain::SignUpFlow> sign_up;
  std::unique_ptr<domain::PasswordFlow> passwords;
  std::unique_ptr<domain::ExampleFlow> examples_flow;
  std::unique_ptr<Services> services;
  std::unique_ptr<ConfirmationPages> pages;
  std::unique_ptr<Application> application;
  std::unique_ptr<transport::Server> transport;
  std::unique_ptr<AnnouncementTimer> announcements;
  std::unique_ptr<Housekeeping> housekeeping;
  std::unique_ptr<Housekeeping> examples_housekeeping;
  std::unique_ptr<Indexing> indexing;
};

}  // namespace parley::server
