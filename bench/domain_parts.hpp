#pragma once
#include <filesystem>
#include <memory>

#include "base/clock.hpp"
#include "blobs/blob_references.hpp"
#include "blobs/blob_store.hpp"
#include "domain/attachments/downloads.hpp"
#include "domain/attachments/uploads.hpp"
#include "domain/chats/chats.hpp"
#include "domain/contacts/contacts.hpp"
#include "domain/messages/messages.hpp"
#include "domain/spaces/spaces.hpp"
#include "domain/users/users.hpp"
#include "events/bus.hpp"
#include "events/local_bus.hpp"
#include "events/local_outbox.hpp"
#include "server/file_wire.hpp"
#include "storage/storage.hpp"

namespace parley::bench {

/// Chats, spaces and messages without a server around them, on its database; everybody counts as connected.
class DomainParts {
 public:
  enum class Outbox {
    local,  ///< events are published, as in the server
    none,   ///< nobody is told of anything
  };
  /// `data`: the server's folder, made if need be. Throws std::runtime_error.
  DomainParts(const std::filesystem::path& data, const Clock& clock, bool durable, Outbox outbox);
  ~DomainParts();

  storage::Database& database() { return *database_; }
  domain::Spaces& spaces() { return spaces_; }
  domain::Chats& chats() { return chats_; }
  domain::Messages& messages() { return *messages_; }
  events::LocalBus& bus() { return bus_; }

 private:
  struct Everybody final : events::Connections {
    bool connected(std::string_view) const override { return true; }
  };
  struct Nobody final : events::Outbox {
    void emit(storage::Transaction&, events::Event) override {}
  };

  events::LocalBus bus_;
  events::LocalOutbox local_{bus_};
  Nobody nobody_;
  Everybody everybody_;
  events::Outbox& outbox_;
  domain::Users users_;
  domain::ContactBook book_;
  domain::Contacts contacts_;
  domain::Spaces spaces_;
  domain::Chats chats_;
  server::TransportFileWire wire_;
  std::unique_ptr<blobs::BlobStore> blobs_;
  blobs::BlobReferences references_;
  std::unique_ptr<domain::Uploads> uploads_;
  std::unique_ptr<domain::Downloads> downloads_;
  std::unique_ptr<domain::Messages> messages_;
  std::unique_ptr<storage::Database> database_;  // its jobs use all of the above
};

/// A call that sends a message to a chat.
protocol::calls::SendMessage text_message(const std::string& chat, std::string body);
/// Makes a channel with these members, the first of them its owner. Returns its id. Throws std::runtime_error.
std::string make_channel(DomainParts& parts, std::vector<std::string> members);

}  // namespace parley::bench
