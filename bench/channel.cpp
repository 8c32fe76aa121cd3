#include "bench/channel.hpp"

#include <charconv>
#include <chrono>
#include <stdexcept>

namespace parley::bench {
namespace {

using std::chrono::steady_clock;

/// The string that follows `key` in a text.
std::string_view value_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) throw std::runtime_error("not understood: " + std::string(text.substr(0, 300)));
  text.remove_prefix(at + key.size());
  return text.substr(0, text.find('"'));
}

}  // namespace

Channel::Channel(Swarm& swarm, const Organisation& organisation, std::size_t first, std::size_t members)
    : swarm_(swarm), organisation_(organisation), first_user_(first), members_(members) {}

void Channel::set_up() {
  constexpr std::size_t under_way = 100;  // more at once would only wait in queues
  const Time give_up = steady_clock::now() + std::chrono::minutes(5);
  for (std::size_t i = 0; i < members_; ++i) {
    const std::size_t client = swarm_.open(login_text(organisation_.tokens.at(first_user_ + i)));
    if (i == 0) first_client_ = client;
    wait(
        give_up, [&] { return logged_in_ + under_way > i; }, "log in");
  }
  wait(
      give_up, [&] { return logged_in_ == members_; }, "log in");
  std::string members;
  for (std::size_t i = 0; i < members_; ++i) {
    members += (i == 0 ? "\"" : ",\"") + organisation_.users[first_user_ + i] + '"';
  }
  swarm_.send(first_client_,
              call_text("createChat", "create",
                        R"("name":"Bench","channel":true,"type":"PRIVATE","members":[)" + members + "]"));
  wait(
      give_up, [&] { return invited_ == members_; }, "hear of the channel");
}

bool Channel::take(std::size_t client, std::string_view text) {
  if (client < first_client_ || client >= first_client_ + members_) return false;
  if (is_of_type(text, "SFU_MESSAGE")) {
    delivered(text);
  } else if (is_of_type(text, "SFU_MESSAGE_STATE")) {
    const std::string_view digits = value_after(text.substr(0, 200), R"("internalMessageId":")");
    std::uint64_t message = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), message);
    acknowledged(message);
  } else if (is_of_type(text, "getUserData")) {
    ++logged_in_;
  } else if (is_of_type(text, "SFU_NEW_CHAT")) {
    ++invited_;
    if (client == first_client_) id_ = value_after(text, R"("info":{"id":")");
  } else if (is_of_type(text, "OPERATION_FAILED")) {
    throw std::runtime_error(std::string(text.substr(0, 300)));
  }
  return true;
}

void Channel::send_as(std::size_t sender, std::uint64_t number, std::string_view body) {
  swarm_.send(first_client_ + sender, call_text("sendMessage", std::to_string(number),
                                                R"("targetEntityType":"CHAT","targetEntityId":{"chatId":")" + id_ +
                                                    R"("},"body":")" + std::string(body) + '"'));
}

}  // namespace parley::bench
