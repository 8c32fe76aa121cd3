#pragma once
// Whose icons there are, as icons see it.
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

enum class IconKind { user, chat, space };
std::string_view name_of(IconKind kind);

/// One kind of owner. Used inside read and write bodies.
class IconOwners {
 public:
  virtual ~IconOwners() = default;
  /// Error: the sentence for who may not.
  virtual Result<void> may_change_icon(storage::Reader& reader, const std::string& user, const std::string& owner) = 0;
  /// Stores the download URL (none: removed) with the owner and tells everybody concerned, the caller included.
  virtual void set_icon(storage::Transaction& transaction, const std::string& owner,
                        const std::optional<std::string>& url) = 0;
  /// Stored URLs that begin with `old_base` begin with `new_base` from now on. At start-up: nobody is told.
  virtual void rebase_icons(storage::Transaction& transaction, std::string_view old_base,
                            std::string_view new_base) = 0;
};

}  // namespace parley::domain
