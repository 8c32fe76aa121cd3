#include "server/parleyd.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/log.hpp"
#include "server/chores.hpp"
#include "server/confirmations.hpp"
#include "server/listening.hpp"
#include "server/parts.hpp"
#include "server/public_address.hpp"
#include "server/schema.hpp"
#include "storage/migrations.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace parley::server {
namespace {

Result<void> make_folder(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::create_directories(folder, error) || !error) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    return {};
  }
  return Error{fmt::format("the data folder {} cannot be made: {}", folder, error.message())};
}

/// The folder with the database and the files of users.
Result<void> open_data(Parts& p) {
  const Settings& settings = p.settings;
  PARLEY_CHECK(make_folder(settings.data_folder));
  PARLEY_TRY(p.database, storage::open_sqlite({.path = settings.data_folder + "/parley.db",
                                               .readers = settings.readers,
                                               .telling = {.begin = [&p] { p.connected.hold(); },
                                                           .end = [&p] { p.connected.release(); }}}));
  storage::migrate(*p.database, schema());
  PARLEY_TRY(p.blobs, blobs::open_local_store(settings.data_folder + "/blobs"));
  p.collector = std::make_unique<blobs::BlobCollector>(*p.blobs, *p.database);
  p.collector->sweep();
  return {};
}

/// The queue, and who delivers it where there is a mail server.
Result<void> start_mail(Parts& p) {
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

void make_transfers(Parts& p) {
  const auto file_work = [&p](std::function<void()> job) { p.file_workers.post(std::move(job)); };
  p.uploads = std::make_unique<domain::Uploads>(
      domain::UploadsConfig{.file_bytes = static_cast<std::uint64_t>(p.settings.attachment_bytes)}, *p.blobs, file_work,
      p.file_wire, p.clock, [&p](const std::string& blob) { p.collector->collect(blob); });
  p.downloads =
      std::make_unique<domain::Downloads>(domain::DownloadsConfig{}, *p.blobs, file_work, p.file_wire, p.clock);
}

/// What the product is, and who of it hears of what happens to whom.
Result<void> make_domains(Parts& p) {
  const Settings& settings = p.settings;
  // The SFU tells the bridge, the bridge tells meetings, meetings tell the SFU.
  p.bridge = std::make_unique<MediaBridge>(*p.database);
  PARLEY_TRY(p.media, start_media(settings, *p.bridge));
  p.spaces = std::make_unique<domain::Spaces>(p.users, p.contacts, p.outbox, p.connected, p.clock);
  p.chats = std::make_unique<domain::Chats>(p.users, p.contacts, p.outbox, p.clock);
  p.messages = std::make_unique<domain::Messages>(
      *p.chats, *p.spaces, *p.uploads, *p.downloads, p.blob_references, p.outbox, p.connected, p.clock,
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
  return {};
}

/// What calls and links come in by. Links in mails need the real port, which is known once the listener is bound.
void make_entrance(Parts& p, transport::Server& transport) {
  const Settings& settings = p.settings;
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
  p.services = std::make_unique<Services>(
      Services{p.users,     p.sessions,       *p.sign_up, *p.passwords, *p.resets,  *p.registrations, *p.examples_flow,
               p.contacts,  p.presence,       *p.spaces,  *p.chats,     *p.uploads, *p.downloads,     *p.messages,
               *p.meetings, p.icons->icons(), p.outbox,   p.live,       p.guards,   confirm_sign_up});
  add_methods(p.calls, *p.services);
  p.live.attach(transport);
  p.application->attach(transport, *p.login);
  p.connected.attach(transport);
  p.file_wire.attach(transport);
  p.icons->start(address, *p.database, *p.blobs, p.file_workers, transport);
  p.pages =
      std::make_unique<ConfirmationPages>(*p.database, p.guards, confirmations(*p.registrations, *p.resets, *p.checks));
  p.pages->add_routes(transport);
}

/// Binds the port; connections are accepted from here on.
Result<void> open_entrance(Parts& p) {
  p.announcements = std::make_unique<AnnouncementTimer>(*p.database, p.presence);
  p.presence.on_waiting([&p] { p.announcements->wake(); });
  p.examples_flow = std::make_unique<domain::ExampleFlow>(*p.database, p.hashing, p.examples);
  const auto entered = [&p](storage::Transaction& transaction, const std::string& user,
                            events::ConnectionId connection) { p.presence.arrive(transaction, user, connection); };
  const auto gone = [&p](storage::Transaction& transaction, const Session& session) {
    p.registrations->forget(session.connection);
    p.resets->forget(session.connection);
    p.checks->forget(session.connection);
    if (!session.token_hash.empty()) p.sessions.used(transaction, session.token_hash);
    for (const auto& upload : p.uploads->close(session.connection)) p.messages->drop_upload(transaction, *upload);
    p.meetings->on_connection_closed(transaction, session.connection);
    p.presence.depart(transaction, session.connection);
  };
  p.application = std::make_unique<Application>(*p.database, p.live, p.calls, entered, gone,
                                                [&p](transport::ConnectionId connection, std::string bytes) {
                                                  p.uploads->receive(connection, std::move(bytes));
                                                });
  PARLEY_TRY(p.transport,
             transport::Server::start(transport_config(p.settings), *p.application, p.bus,
                                      [&p](transport::Server& transport) { make_entrance(p, transport); }));
  return {};
}

/// What goes on by itself.
void start_chores(Parts& p) {
  const Settings& settings = p.settings;
  p.housekeeping = std::make_unique<Housekeeping>(
      *p.database, std::chrono::seconds(std::min<std::int64_t>(60, settings.link_lifetime_s)), chores(p));
  if (settings.examples_mode) {
    p.examples_housekeeping = std::make_unique<Housekeeping>(
        *p.database, std::chrono::seconds(settings.examples_cleaning_interval_s), example_chores(p));
  }
  p.indexing = std::make_unique<Indexing>(*p.database, *p.messages);
}

}  // namespace

Parleyd::Parleyd(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Parleyd::~Parleyd() {
  if (parts_->transport) stop();
}

Result<std::unique_ptr<Parleyd>> Parleyd::start(const Settings& settings) {
  auto parts = std::make_unique<Parts>(settings);
  Parts& p = *parts;
  PARLEY_CHECK(open_data(p));
  PARLEY_CHECK(start_mail(p));
  make_transfers(p);
  PARLEY_CHECK(make_domains(p));
  PARLEY_CHECK(open_entrance(p));
  start_chores(p);
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
