#include "bench/domain_parts.hpp"

#include <stdexcept>
#include <utility>

#include "base/log.hpp"
#include "server/schema.hpp"
#include "storage/migrations.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace parley::bench {
namespace {

template <class T>
T opened(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text);
  return std::move(*result);
}

}  // namespace

DomainParts::DomainParts(const std::filesystem::path& data, const Clock& clock, bool durable, Outbox outbox)
    : outbox_(outbox == Outbox::local ? static_cast<events::Outbox&>(local_) : nobody_),
      users_(clock, outbox_, {}),
      contacts_(users_, book_, bus_, clock),
      spaces_(users_, contacts_, outbox_, everybody_, clock),
      chats_(users_, contacts_, outbox_, clock),
      references_([](const std::string&) {}) {
  log::set_level(log::Level::warn);
  std::filesystem::create_directories(data);
  database_ = opened(storage::open_sqlite({.path = (data / "parley.db").string(), .durable = durable}));
  storage::migrate(*database_, server::schema());
  blobs_ = opened(blobs::open_local_store((data / "blobs").string()));
  const auto no_work = [](const std::function<void()>&) { throw std::logic_error("there are no files here"); };
  uploads_ = std::make_unique<domain::Uploads>(domain::UploadsConfig{}, *blobs_, no_work, wire_, clock,
                                               [](const std::string&) {});
  downloads_ = std::make_unique<domain::Downloads>(domain::DownloadsConfig{}, *blobs_, no_work, wire_, clock);
  messages_ = std::make_unique<domain::Messages>(chats_, spaces_, *uploads_, *downloads_, references_, outbox_,
                                                 everybody_, clock, domain::MessagesConfig{});
}

DomainParts::~DomainParts() = default;

protocol::calls::SendMessage text_message(const std::string& chat, std::string body) {
  protocol::calls::SendMessage call;
  call.targetEntityType = protocol::MessageTargetEntityType::CHAT;
  call.targetEntityId = protocol::MessageTargetEntityId{.chatId = chat};
  call.body = std::move(body);
  return call;
}

std::string make_channel(DomainParts& parts, std::vector<std::string> members) {
  std::string id;
  parts.database().write_and_wait([&](storage::Transaction& transaction) {
    protocol::calls::CreateChat call;
    call.name = "Bench";
    call.channel = true;
    call.type = protocol::ChatType::PRIVATE;
    call.members = members;
    id = opened(parts.chats().create(transaction, {.user = members.front()}, call)).info.id;
  });
  return id;
}

}  // namespace parley::bench
