#pragma once
// What the members of an organisation are told about each other, and what they believe then.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::bench {

/// Finds a word again and again in texts where it mostly comes at even distances.
class Finder {
 public:
  explicit Finder(std::string_view word) : word_(word) {}
  /// Where the next one ends, from `at` on; npos when there is none.
  std::size_t next(std::string_view text, std::size_t at) {
    std::size_t begin = at + distance_;
    if (!text.substr(std::min(begin, text.size())).starts_with(word_)) {
      const void* found = ::memmem(text.data() + at, text.size() - at, word_.data(), word_.size());
      if (!found) return std::string_view::npos;
      begin = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
      distance_ = begin - at;
    }
    return begin + word_.size();
  }

 private:
  const std::string_view word_;
  std::size_t distance_ = 0;
};

/// Reads who is said to be what, in an event or a list.
class PresenceReader {
 public:
  struct Said {
    std::size_t member;
    bool online;
  };
  /// The next one from `at` on, which moves behind it.
  std::optional<Said> next(std::string_view text, std::size_t& at) {
    const std::size_t id = users_.next(text, at);
    if (id == std::string_view::npos) return std::nullopt;
    Said said{};
    for (std::size_t i = id; i < id + 5; ++i) said.member = said.member * 10 + static_cast<std::size_t>(text[i] - '0');
    at = statuses_.next(text, id + 5);
    if (at == std::string_view::npos) throw std::runtime_error("a contact without a status");
    said.online = text.substr(at).starts_with("ONLINE");
    return said;
  }

 private:
  Finder users_{R"("userId":"u)"};
  Finder statuses_{R"("status":")"};
};

/// The wire type of an event, or the name of another frame.
inline std::string_view type_of(std::string_view text) {
  constexpr std::string_view callback = R"({"message":"sfuCallback","data":[{"type":")";
  const std::size_t begin = text.starts_with(callback) ? callback.size() : std::string_view(R"({"message":")").size();
  return text.substr(begin, text.find('"', begin) - begin);
}

/// What every member believes about every other. Nobody leaves in this storm.
class Views {
 public:
  /// With lists everybody comes to know everybody; without, of each two the one who was there first knows the other.
  Views(std::size_t members, bool lists)
      : members_(members), lists_(lists), online_(members * members), wanted_(members * (members - 1)) {
    if (!lists) wanted_ /= 2;
  }
  /// False when it is no news.
  bool see_online(std::size_t viewer, std::size_t other) {
    if (std::exchange(online_[viewer * members_ + other], true)) return false;
    if (lists_ || !online_[other * members_ + viewer]) ++right_;
    return true;
  }
  bool all_right() const { return right_ == wanted_; }
  double right_percent() const { return 100.0 * static_cast<double>(right_) / static_cast<double>(wanted_); }

 private:
  const std::size_t members_;
  const bool lists_;
  std::vector<std::uint8_t> online_;
  std::uint64_t right_ = 0, wanted_;
};

}  // namespace parley::bench
