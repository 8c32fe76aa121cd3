#pragma once
// A list of texts that many values hold at once: the members of a space are those of each of its public channels.
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace parley::protocol {

/// Copying costs nothing, and the JSON text is made once for all copies. Never changes; thread-safe.
class SharedTexts {
 public:
  using value_type = std::string;
  using const_iterator = std::vector<std::string>::const_iterator;
  using iterator = const_iterator;

  SharedTexts() = default;
  SharedTexts(std::vector<std::string> texts) : data_(std::make_shared<const Data>(std::move(texts))) {}

  const std::vector<std::string>& list() const {
    static const std::vector<std::string> none;
    return data_ ? data_->texts : none;
  }
  operator const std::vector<std::string>&() const { return list(); }
  /// The list for whoever wants to hold it and nothing else; never null.
  std::shared_ptr<const std::vector<std::string>> pointer() const { return {data_, &list()}; }
  const_iterator begin() const { return list().begin(); }
  const_iterator end() const { return list().end(); }
  std::size_t size() const { return list().size(); }
  bool empty() const { return list().empty(); }
  const std::string& operator[](std::size_t at) const { return list()[at]; }

  bool operator==(const SharedTexts& other) const { return data_ == other.data_ || list() == other.list(); }
  bool operator==(const std::vector<std::string>& other) const { return list() == other; }

  /// Appends the array as JSON.
  void write(std::string& out) const;

 private:
  struct Data {
    explicit Data(std::vector<std::string> given) : texts(std::move(given)) {}
    const std::vector<std::string> texts;
    mutable std::once_flag written;
    mutable std::string json;
  };
  std::shared_ptr<const Data> data_;
};

}  // namespace parley::protocol
