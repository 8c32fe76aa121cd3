// Texts over the data channel `control`.
#include "base/random.hpp"
#include "media/media_session.hpp"
#include "room_impl.hpp"

namespace parley::sdk {
namespace {

constexpr std::size_t kMaxQueue = 16u << 20;
constexpr std::chrono::milliseconds kRetry{50};

}  // namespace

Pending<Done> RoomExtended::Impl::send_message(const std::string& text) {
  const Pending<Done> pending;
  if (refuse(pending, "MESSAGE")) return pending;
  client_->loop().post([self = shared_from_this(), text, pending] {
    if (self->refuse(pending, "MESSAGE")) return;
    if (!self->media()) return pending.settle(Failure{"MESSAGE", "Join the room first", false});
    if (self->control_queue_size_ + text.size() > kMaxQueue)
      return pending.settle(Failure{"MESSAGE", "Too many messages wait to be sent", false});
    const std::string id = random_uuid();
    self->unconfirmed_.emplace(id, pending);
    for (std::string& piece : room_message_pieces(id, text)) {
      self->control_queue_size_ += piece.size();
      self->control_queue_.push_back(std::move(piece));
    }
    self->flush_control();
  });
  return pending;
}

void RoomExtended::Impl::flush_control() {
  const auto session = media();
  if (!session || !session->connected()) return;  // comes back when the channel opens
  while (!control_queue_.empty() && session->send_control(control_queue_.front())) {
    control_queue_size_ -= control_queue_.front().size();
    control_queue_.pop_front();
  }
  if (control_queue_.empty() || std::exchange(flush_planned_, true)) return;
  client_->loop().at(std::chrono::steady_clock::now() + kRetry, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->flush_planned_ = false;
    self->flush_control();
  });
}

void RoomExtended::Impl::on_control_text(std::string_view text) {
  const auto json = protocol::Json::parse(text);
  if (!json) return;
  const std::string type(json->get("type").string().value_or(""));
  if (type == "ACK" || type == "FAILED") {
    const auto found = unconfirmed_.find(std::string(json->get("internalMessageId").string().value_or("")));
    if (found != unconfirmed_.end()) {
      const Pending<Done> pending = found->second;
      unconfirmed_.erase(found);
      if (type == "ACK") return pending.settle(Done{});
      return pending.settle(
          Failure{"MESSAGE", std::string(json->get("error").string().value_or("The server refused")), false});
    }
  }
  RoomEvent known{};
  if (!protocol::from_wire(type, known)) return;
  if (known != RoomEvent::MESSAGE) return events.fire(type, *json);
  const auto piece = protocol::decode<protocol::RoomMessage>(*json);
  if (!piece) return;
  const auto whole = messages_.add(*piece);
  if (!whole) return;
  if (const auto payload = protocol::Json::parse(protocol::encode(*whole), {32u << 20, 32}))
    events.fire(type, *payload);
}

}  // namespace parley::sdk
