#include "server/parleyd.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
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
#include "server/announcement_timer.hpp"
#include "server/application.hpp"
#include "server/confirmations.hpp"
#include "server/connected_now.hpp"
#include "server/file_wire.hpp"
#include "server/file_workers.hpp"
#include "server/guards.hpp"
#include "server/housekeeping.hpp"
#include "server/icon_parts.hpp"
#include "server/indexing.hpp"
#include "server/live_sessions.hpp"
#include "server/media_bridge.hpp"
#include "server/public_address.hpp"
#include "server/schema.hpp"
#include "server/services.hpp"
#include "storage/migrations.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace parley::server {
namespace {

constexpr std::size_t kHashingQueue = 2'000;
constexpr std::uint16_t kUsualMediaPort = 31'000;
constexpr std::size_t kFileThreads = 2;
constexpr auto kSweepPeriod = std::chrono::hours(24);

int cores() { return static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

/// Where the built web app is: beside an installed program, or in the source tree the program was built from.
std::string find_web_folder() {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  for (const char* place : {"../share/parley/web", "../../../web/dist"}) {
    const auto folder = program / place;
    if (std::filesystem::exists(folder / "index.html", ignored))
      return std::filesystem::canonical(folder, ignored).string();
  }
  return {};
}

Result<std::unique_ptr<media::Sfu>> start_media(const Settings& settings, media::Listener& listener) {
  media::Config config;
  config.address = settings.media_address.empty() ? settings.listen_host : settings.media_address;
  if (config.address == "localhost") config.address = "127.0.0.1";
  config.announced = settings.media_announced;
  config.threads = settings.media_threads > 0 ? settings.media_threads : cores();
  config.tcp = settings.media_tcp;
  config.port = settings.media_port;
  // The usual port helps with firewalls; several servers on one machine, as in tests, take what is free.
  if (!settings.media_port_given && settings.listen_port != 0) {
    config.port = kUsualMediaPort;
    if (auto usual = media::Sfu::start(config, listener)) return usual;
    config.port = 0;
  }
  return media::Sfu::start(config, listener);
}

Result<void> make_folder(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::create_directories(folder, error) || !error) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    return {};
  }
  return Error{fmt::format("the data folder {} cannot be made: {}", folder, error.message())};
}

}  // namespace

/// In the order of construction; taken apart in `stop` in the order of who calls whom.
struct Parleyd::Parts {
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
  std::unique_ptr<ConnectedNow> connected;  // stands in for the transport, which starts last
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

/// The queue, and who delivers it where there is a mail server.
Result<void> Parleyd::start_mail(Parts& p) {
  const Settings& settings = p.settings;
  domain::MailTemplates templates;
  if (!settings.mail_templates.empty()) {
    PARLEY_TRY(templates, domain::MailTemplates::load(settings.mail_templates));
  }
  const bool deliver = !settings.smtp_url.empty();
  p.mails =
      std::make_unique<domain::MailQueue>(p.clock, std::move(templates), domain::MailQueueConfig{.deliver = deliver});
  if (!deliver) return {};
  domain::MailDelivererConfig config;
  config.smtp = {settings.smtp_url, settings.smtp_user, settings.smtp_password, settings.mail_certificates};
  config.from = domain::parse_sender(settings.mail_from);
  if (config.from.address.empty()) {
    return Error{"mail.from has to be an address, like parley@example.com or Parley <parley@example.com>"};
  }
  p.deliverer = std::make_unique<domain::MailDeliverer>(*p.database, *p.mails, p.clock, std::move(config));
  return {};
}

Parleyd::Parleyd(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Parleyd::~Parleyd() {
  if (parts_->transport) stop();
}

Result<std::unique_ptr<Parleyd>> Parleyd::start(const Settings& settings) {
  auto parts = std::make_unique<Parts>(settings);
  Parts& p = *parts;
  PARLEY_CHECK(make_folder(settings.data_folder));
  p.connected = std::make_unique<ConnectedNow>();
  PARLEY_TRY(p.database,
             storage::open_sqlite({.path = settings.data_folder + "/parley.db",
                                   .readers = settings.readers,
                                   .telling = {.begin = [&connected = *p.connected] { connected.hold(); },
                                               .end = [&connected = *p.connected] { connected.release(); }}}));
  storage::migrate(*p.database, schema());

  PARLEY_CHECK(start_mail(p));

  PARLEY_TRY(p.blobs, blobs::open_local_store(settings.data_folder + "/blobs"));
  p.collector = std::make_unique<blobs::BlobCollector>(*p.blobs, *p.database);
  p.collector->sweep();
  const auto file_work = [&p](std::function<void()> job) { p.file_workers.post(std::move(job)); };
  p.uploads = std::make_unique<domain::Uploads>(
      domain::UploadsConfig{.file_bytes = static_cast<std::uint64_t>(settings.attachment_bytes)}, *p.blobs, file_work,
      p.file_wire, p.clock, [&p](const std::string& blob) { p.collector->collect(blob); });
  p.downloads =
      std::make_unique<domain::Downloads>(domain::DownloadsConfig{}, *p.blobs, file_work, p.file_wire, p.clock);

  // The SFU tells the bridge, the bridge tells meetings, meetings tell the SFU.
  p.bridge = std::make_unique<MediaBridge>(*p.database);
  PARLEY_TRY(p.media, start_media(settings, *p.bridge));
  p.spaces = std::make_unique<domain::Spaces>(p.users, p.contacts, p.outbox, *p.connected, p.clock);
  p.chats = std::make_unique<domain::Chats>(p.users, p.contacts, p.outbox, p.clock);
  p.messages = std::make_unique<domain::Messages>(
      *p.chats, *p.spaces, *p.uploads, *p.downloads, p.blob_references, p.outbox, *p.connected, p.clock,
      domain::MessagesConfig{.bytes_of_user = settings.attachment_bytes_of_user,
                             .journal = {std::chrono::hours(24) * settings.journal_days, settings.journal_changes}});
  p.meetings =
      std::make_unique<domain::Meetings>(p.users, *p.spaces, *p.chats, *p.messages, p.outbox, *p.media, p.clock);
  p.spaces->observe(*p.meetings);
  p.chats->observe(*p.meetings);
  p.users.observe(p.contacts);
  p.users.observe(*p.meetings);
  p.users.observe(*p.spaces);
  p.users.observe(*p.chats);
  p.users.observe(*p.messages);
  p.icons = std::make_unique<IconParts>(p.clock, domain::IconsConfig{.max_bytes = settings.icon_bytes},
                                        p.blob_references, p.users, *p.spaces, *p.chats);
  p.database->read_and_wait([&](storage::Reader& reader) { p.contacts.load(reader); });
  p.bridge->attach(*p.meetings);
  p.database->write_and_wait([&](storage::Transaction& transaction) {
    p.users.on_start(transaction);
    p.messages->on_start(transaction);
    p.meetings->on_start(transaction);
  });

  transport::Config listener;
  listener.host = settings.listen_host;
  listener.port = settings.listen_port;
  listener.certificate_file = settings.tls_certificate;
  listener.private_key_file = settings.tls_key;
  listener.origin = settings.public_url;
  listener.trusted_proxies = settings.trusted_proxies;
  listener.web_root = settings.web_folder.empty() ? find_web_folder() : settings.web_folder;
  listener.loops = settings.loops > 0 ? settings.loops : std::min(cores(), 4);

  p.announcements = std::make_unique<AnnouncementTimer>(*p.database, p.presence);
  p.presence.on_waiting([&p] { p.announcements->wake(); });
  const auto entered = [&p](storage::Transaction& transaction, const std::string& user,
                            events::ConnectionId connection) { p.presence.arrive(transaction, user, connection); };
  p.examples_flow = std::make_unique<domain::ExampleFlow>(*p.database, p.hashing, p.examples);
  const auto gone = [&p](storage::Transaction& transaction, const Session& session) {
    p.registrations->forget(session.connection);
    p.resets->forget(session.connection);
    p.checks->forget(session.connection);
    if (!session.token_hash.empty()) p.sessions.used(transaction, session.token_hash);
    for (const auto& upload : p.uploads->close(session.connection)) p.messages->drop_upload(transaction, *upload);
    p.meetings->on_connection_closed(transaction, session.connection);
    p.presence.depart(transaction, session.connection);
  };
  // Links in mails need the real port, which is known once the listener is bound: what needs it is made there.
  const auto prepare = [&](transport::Server& transport) {
    const std::string address = public_address(settings, transport.port());
    const domain::LinksConfig links{.public_url = address, .lifetime = std::chrono::seconds(settings.link_lifetime_s)};
    const bool confirm_sign_up = !settings.smtp_url.empty() || settings.confirm_sign_up;
    p.registrations = std::make_unique<domain::Registrations>(p.clock, p.outbox, *p.mails,
                                                              domain::RegistrationsConfig{links, confirm_sign_up});
    p.resets = std::make_unique<domain::PasswordResets>(p.clock, p.outbox, *p.mails, links);
    p.checks = std::make_unique<domain::DeviceChecks>(p.clock, p.sessions, *p.mails, links);
    p.login = std::make_unique<domain::Login>(*p.database, p.hashing, p.sessions, p.guards,
                                              settings.verify_logging_in_by_email ? p.checks.get() : nullptr);
    p.passwords = std::make_unique<domain::PasswordFlow>(*p.database, p.hashing, p.sessions, *p.resets, p.guards);
    p.sign_up = std::make_unique<domain::SignUpFlow>(*p.database, p.hashing, *p.registrations);
    p.services = std::make_unique<Services>(Services{
        p.users,     p.sessions,       *p.sign_up, *p.passwords, *p.resets,  *p.registrations, *p.examples_flow,
        p.contacts,  p.presence,       *p.spaces,  *p.chats,     *p.uploads, *p.downloads,     *p.messages,
        *p.meetings, p.icons->icons(), p.outbox,   p.live,       p.guards,   confirm_sign_up});
    add_methods(p.calls, *p.services);
    p.live.attach(transport);
    p.application->attach(transport, *p.login);
    p.connected->attach(transport);
    p.file_wire.attach(transport);
    p.icons->start(address, *p.database, *p.blobs, p.file_workers, transport);
    p.pages = std::make_unique<ConfirmationPages>(*p.database, p.guards,
                                                  confirmations(*p.registrations, *p.resets, *p.checks));
    p.pages->add_routes(transport);
  };
  p.application = std::make_unique<Application>(*p.database, p.live, p.calls, entered, gone,
                                                [&p](transport::ConnectionId connection, std::string bytes) {
                                                  p.uploads->receive(connection, std::move(bytes));
                                                });
  PARLEY_TRY(p.transport, transport::Server::start(listener, *p.application, p.bus, prepare));
  p.housekeeping = std::make_unique<Housekeeping>(
      *p.database, std::chrono::seconds(std::min<std::int64_t>(60, settings.link_lifetime_s)),
      std::vector<Housekeeping::Chore>{
          [&p](storage::Transaction& transaction) {
            p.sessions.expire(transaction, [&p](const std::string& token_hash) { return p.live.in_use(token_hash); });
          },
          [&p](storage::Transaction& transaction) { p.registrations->expire(transaction); },
          [&p](storage::Transaction& transaction) { p.resets->expire(transaction); },
          [&p](storage::Transaction& transaction) { p.checks->expire(transaction); },
          [&p](storage::Transaction& transaction) { p.mails->expire(transaction); },
          [&p](storage::Transaction& transaction) { p.spaces->expire_invites(transaction); },
          [&p](storage::Transaction& transaction) {
            p.journal_trimmed = p.messages->trim_journal(transaction, p.journal_trimmed);
          },
          [&p](storage::Transaction&) { p.icons->icons().tickets().expire(); },
          [&p](storage::Transaction& transaction) {
            for (const auto& upload : p.uploads->expire()) p.messages->drop_upload(transaction, *upload);
          },
          [&p,
           last = std::make_shared<std::chrono::steady_clock::time_point>(p.clock.steady())](storage::Transaction&) {
            if (p.clock.steady() - *last < kSweepPeriod) return;
            *last = p.clock.steady();
            p.collector->sweep();
          },
      });
  if (settings.examples_mode) {
    p.examples_housekeeping = std::make_unique<Housekeeping>(
        *p.database, std::chrono::seconds(settings.examples_cleaning_interval_s),
        std::vector<Housekeeping::Chore>{[&p](storage::Transaction& transaction) {
          for (const std::string& user : p.examples.expire(transaction, *p.connected)) {
            transaction.after_commit([&p, user] { p.live.end_user(user, "The account was removed"); });
          }
        }});
  }
  p.indexing = std::make_unique<Indexing>(*p.database, *p.messages);
  p.transport->set_ready(true);
  if (settings.smtp_url.empty()) {
    log::info("no mail server is set (mail.smtp_url): {}; mails are kept for you: parley mail --data {}",
              settings.confirm_sign_up ? "links of sign-ups are in kept mails" : "sign-up needs no confirmation",
              settings.data_folder);
  }
  return std::unique_ptr<Parleyd>(new Parleyd(std::move(parts)));
}

std::string Parleyd::address() const { return listener_address(parts_->settings, parts_->transport->port()); }

void Parleyd::reload() {
  if (const auto reloaded = parts_->transport->reload_certificates(); !reloaded) {
    log::error("the certificate was not changed: {}", reloaded.error().text);
  } else {
    log::info("the certificate was read anew");
  }
}

void Parleyd::stop() {
  Parts& p = *parts_;
  p.transport->set_ready(false);
  p.housekeeping.reset();
  p.examples_housekeeping.reset();
  p.indexing.reset();
  p.transport->drain(std::chrono::seconds(5));
  // Who calls ends before who is called. The database goes through the jobs it still has, and those use the services,
  // the media plane and (to no effect any more) the transport: these objects end after it.
  p.transport->stop();
  p.icons->stop();
  p.file_workers.stop();
  p.login.reset();
  p.sign_up.reset();
  p.passwords.reset();
  p.examples_flow.reset();
  p.deliverer.reset();
  p.announcements->stop();
  p.bridge->detach();
  p.collector->stop();
  p.database.reset();
  p.media.reset();
  p.transport.reset();
}

}  // namespace parley::server
