// The list of contacts: copied from the book, written without it.
#include <mutex>
#include <utility>

#include "domain/contacts/contacts.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

/// What the list says about a contact, without copies of what doesn't change.
struct Entry {
  std::shared_ptr<const ContactCard> card;
  bool is_friend;
  std::int64_t volume;
  protocol::PresenceStatus status;
};

/// USER_CONTACTS. The event is encoded without contacts, and theirs, which are many, are put in: they are ready.
std::string list_frame(const protocol::UserContactsEvent& event, const std::vector<Entry>& contacts,
                       std::string_view message_id) {
  const std::string frame = protocol::event_frame(protocol::event::USER_CONTACTS, "", message_id, event);
  // It is there once: quotes within texts are escaped.
  constexpr std::string_view key = R"("contacts":[)";
  const std::size_t place = frame.find(key) + key.size();
  constexpr std::size_t usual_size = 256;
  std::string out;
  out.reserve(frame.size() + contacts.size() * usual_size);
  out.append(frame, 0, place);
  for (const Entry& entry : contacts) {
    if (&entry != &contacts.front()) out += ',';
    entry.card->write(out, entry.is_friend, entry.volume, entry.status);
  }
  return out.append(frame, place);
}

/// Between its begin and its end nothing is told to the connection: it is kept for after the list.
class Listing {
 public:
  Listing(ContactBook& book, events::Bus& bus, events::ConnectionId connection)
      : book_(book), bus_(bus), connection_(connection) {}
  Listing(const Listing&) = delete;
  Listing& operator=(const Listing&) = delete;
  ~Listing() { send(nullptr); }

  /// The caller holds the mutex. Waits for another list of this connection, which is being written.
  void begin(std::unique_lock<std::mutex>& lock) {
    book_.listed.wait(lock, [this] {
      const OpenConnection* open = book_.connection(connection_);
      return !open || !open->listing;
    });
    OpenConnection* open = book_.connection(connection_);
    if (!open) return;
    open->listing = begun_ = true;
    open->listed = book_.moment;
  }
  void send(std::shared_ptr<const std::string> frame) {
    const std::lock_guard lock(book_.mutex);
    if (frame) bus_.publish({.connections = {connection_}, .frame = std::move(frame)});
    if (!std::exchange(begun_, false)) return;
    OpenConnection* open = book_.connection(connection_);
    if (open) {
      for (auto& held : open->held) bus_.publish({.connections = {connection_}, .frame = std::move(held)});
      open->held = {};
      open->listing = false;
    }
    book_.listed.notify_all();
  }

 private:
  ContactBook& book_;
  events::Bus& bus_;
  const events::ConnectionId connection_;
  bool begun_ = false;
};

}  // namespace

void Contacts::list(const Caller& caller, std::string_view message_id) {
  if (message_id.empty()) return;
  Listing listing(book_, bus_, caller.connection);
  std::vector<Entry> entries;
  protocol::UserContactsEvent answer;
  {
    std::unique_lock lock(book_.mutex);
    listing.begin(lock);
    if (Person* person = book_.find(caller.user)) {
      std::size_t at_most = person->friends.size();
      for (const Circle* circle : person->circles) at_most += circle->members.size();
      entries.reserve(at_most);
      book_.each_contact(*person, [&](Person& contact) {
        if (!contact.profile) return;
        if (contact.waiting) contact.told_meanwhile = true;
        entries.push_back(
            {contact.profile, person->friends.contains(&contact), person->volume_of(contact), contact.visible});
      });
      for (const FriendRequest* request : person->requests) {
        const bool mine = request->inviter == person;
        if (!mine && request->rejected) continue;
        const Person& other = mine ? *request->receiver : *request->inviter;
        if (!other.profile) continue;
        auto& invites = mine ? answer.contacts.outgoingFriendInvites : answer.contacts.incomingFriendInvites;
        invites.push_back({.userId = other.id, .nickname = other.profile->nickname, .inviteId = request->id});
      }
    }
  }
  listing.send(std::make_shared<const std::string>(list_frame(answer, entries, message_id)));
}

}  // namespace parley::domain
