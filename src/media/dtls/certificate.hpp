#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace parley::media {

/// A fresh self-signed ECDSA P-256 certificate with its key; peers know it by its fingerprint alone. A cheap handle on
/// immutable state; thread-safe.
class Certificate {
 public:
  static Certificate create();  ///< throws std::runtime_error when OpenSSL fails
  /// SHA-256 of the DER form as in a=fingerprint: "AB:CD:…", 95 characters.
  const std::string& fingerprint() const;

  struct Material;  ///< OpenSSL's side, known to this folder's sources only
  const Material& material() const { return *material_; }

 private:
  explicit Certificate(std::shared_ptr<const Material> material) : material_(std::move(material)) {}
  std::shared_ptr<const Material> material_;
};

/// Whether two fingerprints say the same, whatever the case of their digits.
bool same_fingerprint(std::string_view a, std::string_view b);

}  // namespace parley::media
