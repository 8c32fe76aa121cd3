#pragma once
// What many people's names are mapped to, held by many values at once: how far a message got with each of thousands.
#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::protocol {

/// Ordered by name. Copying costs nothing, and the JSON text is made once for all copies. Its entries never change,
/// only the whole may be replaced. As thread-safe as a shared_ptr.
template <class T>
class SharedMap {
 public:
  using value_type = std::pair<std::string, T>;
  using Entries = std::vector<value_type>;
  using const_iterator = typename Entries::const_iterator;
  using iterator = const_iterator;

  SharedMap() = default;
  SharedMap(std::initializer_list<value_type> entries) : SharedMap(Entries(entries)) {}
  /// No name twice.
  explicit SharedMap(Entries entries) {
    if (entries.empty()) return;
    const auto by_name = [](const value_type& one, const value_type& other) { return one.first < other.first; };
    if (!std::is_sorted(entries.begin(), entries.end(), by_name)) std::sort(entries.begin(), entries.end(), by_name);
    data_ = std::make_shared<const Data>(std::move(entries));
  }

  const Entries& entries() const {
    static const Entries none;
    return data_ ? data_->entries : none;
  }
  const_iterator begin() const { return entries().begin(); }
  const_iterator end() const { return entries().end(); }
  std::size_t size() const { return entries().size(); }
  bool empty() const { return !data_; }
  const_iterator find(std::string_view name) const {
    const auto found = std::lower_bound(
        begin(), end(), name, [](const value_type& entry, std::string_view other) { return entry.first < other; });
    return found != end() && found->first == name ? found : end();
  }
  bool contains(std::string_view name) const { return find(name) != end(); }
  /// Throws std::out_of_range.
  const T& at(std::string_view name) const {
    const auto found = find(name);
    if (found == end()) throw std::out_of_range("SharedMap has no " + std::string(name));
    return found->second;
  }

  bool operator==(const SharedMap& other) const { return data_ == other.data_ || entries() == other.entries(); }

  /// The entries as JSON, by `write(text, entries)` the first time.
  template <class Write>
  const std::string& json(const Write& write) const {
    static const std::string none = "{}";
    if (!data_) return none;
    std::call_once(data_->written, [&] { write(data_->json, data_->entries); });
    return data_->json;
  }

 private:
  struct Data {
    explicit Data(Entries given) : entries(std::move(given)) {}
    const Entries entries;
    mutable std::once_flag written;
    mutable std::string json;
  };
  std::shared_ptr<const Data> data_;
};

}  // namespace parley::protocol
