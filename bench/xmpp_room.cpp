#include "bench/xmpp_room.hpp"

#include <charconv>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace parley::bench {
namespace {

using std::chrono::steady_clock;

constexpr std::string_view stream_header =
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
    "to='localhost' version='1.0'>";
constexpr std::string_view log_in = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>";
constexpr std::string_view bind_resource =
    "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
constexpr std::string_view room = "bench@conference.localhost";

}  // namespace

XmppRoom::XmppRoom(std::uint16_t port, std::size_t occupants)
    : occupants_(occupants),
      clients_(occupants),
      sockets_(port, Sockets::Security::plain,
               [this](std::size_t client, std::string_view bytes) { take(client, bytes); }) {}

void XmppRoom::set_up() {
  constexpr std::size_t under_way = 20;  // more at once would only wait in queues
  const Time give_up = steady_clock::now() + std::chrono::minutes(5);
  for (std::size_t i = 0; i < occupants_; ++i) {
    sockets_.open();
    sockets_.send(i, stream_header);
    wait(
        give_up, [&] { return inside_ + under_way > i; }, "enter the room");
  }
  wait(
      give_up, [&] { return inside_ == occupants_; }, "enter the room");
  send("Is this archived?", 1);
  settle();
  if (!archived_) throw std::runtime_error("the room's messages are not archived");
}

void XmppRoom::take(std::size_t number, std::string_view bytes) {
  Client& client = clients_[number];
  client.in += bytes;
  if (client.stage != Stage::inside) go_on(number);
  if (client.stage == Stage::inside) take_messages(number);
}

void XmppRoom::go_on(std::size_t number) {
  Client& client = clients_[number];
  const auto has = [&](std::string_view words) { return client.in.find(words) != std::string::npos; };
  const auto next = [&](Stage stage, std::string_view text) {
    client.stage = stage;
    client.in.clear();
    sockets_.send(number, text);
  };
  if (has("<failure") || has("type='error'") || has("</stream:stream>")) throw std::runtime_error(client.in);
  switch (client.stage) {
    case Stage::opened:
      if (has("</stream:features>")) next(Stage::authenticating, log_in);
      break;
    case Stage::authenticating:
      if (has("<success")) next(Stage::authenticated, stream_header);
      break;
    case Stage::authenticated:
      if (has("</stream:features>")) next(Stage::binding, bind_resource);
      break;
    case Stage::binding:
      if (!has("</iq>")) break;
      next(Stage::entering, "<presence to='" + std::string(room) + "/user" + std::to_string(number) +
                                "'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>");
      break;
    case Stage::entering:
      if (!has("<subject")) break;  // the last thing one gets on entering
      client.stage = Stage::inside;
      ++inside_;
      client.in.erase(0, client.in.find("</message>") + 10);
      break;
    case Stage::inside:
      break;
  }
}

void XmppRoom::take_messages(std::size_t number) {
  std::string& in = clients_[number].in;
  constexpr std::string_view end_tag = "</message>";
  std::string_view rest = in;
  for (std::size_t end = rest.find(end_tag); end != std::string_view::npos; end = rest.find(end_tag)) {
    const std::string_view message = rest.substr(0, end);
    rest.remove_prefix(end + end_tag.size());
    if (message.find("<body>") == std::string_view::npos) throw std::runtime_error(std::string(message));
    archived_ = archived_ || message.find("<archived") != std::string_view::npos;
    delivered(message);
    // The sender's own copy has the id he gave it, and so have the others'; it is his who is among the senders.
    constexpr std::string_view id_key = " id='by";
    std::string_view digits = message.substr(message.find(id_key) + id_key.size());
    std::size_t sender = 0;
    std::uint64_t id = 0;
    const char* at = std::from_chars(digits.data(), digits.data() + digits.size(), sender).ptr;
    if (sender != number) continue;
    std::from_chars(at + 1, digits.data() + digits.size(), id);
    acknowledged(id);
  }
  in.erase(0, in.size() - rest.size());
}

void XmppRoom::send_as(std::size_t sender, std::uint64_t number, std::string_view body) {
  sockets_.send(sender, "<message type='groupchat' to='" + std::string(room) + "' id='by" + std::to_string(sender) +
                            "-" + std::to_string(number) + "'><body>" + std::string(body) + "</body></message>");
}

}  // namespace parley::bench
