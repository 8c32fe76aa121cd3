// Files in pieces, each sealed for itself (docs/secure-chats.md).
#include "secure/file_cipher.hpp"

#include <algorithm>

#include "secure/chat_secrets.hpp"

namespace parley::sdk::secure {
namespace {

constexpr std::string_view kMagic = "PARLEYE1";
constexpr std::size_t kSalt = 32, kHeader = 40, kTag = 16;
constexpr std::uint64_t kPiece = 65'536, kMostPieces = std::uint64_t{1} << 32;

std::uint64_t pieces(std::uint64_t size) { return std::max<std::uint64_t>(1, (size + kPiece - 1) / kPiece); }

Bytes file_key(View attachments_key, std::string_view id, View salt) {
  return hkdf(attachments_key, label({"parley attachment v1", id}), salt);
}

Bytes nonce(std::uint64_t piece, bool last) {
  Bytes out(12);
  for (std::size_t i = 0; i < 4; ++i) out[7 + i] = static_cast<std::uint8_t>(piece >> (24 - 8 * i));
  out[11] = last ? 1 : 0;
  return out;
}

/// Gives the ciphertext of a source away in portions of any size.
class Sealer {
 public:
  Sealer(View attachments_key, AttachmentSource plain, Bytes salt)
      : plain_(std::move(plain)),
        key_(file_key(attachments_key, plain_.id, salt)),
        ready_(join({view(kMagic), salt})) {}

  std::size_t read(std::span<std::uint8_t> into) {
    if (at_ == ready_.size() && !seal_piece()) return 0;
    const std::size_t size = std::min(into.size(), ready_.size() - at_);
    std::copy_n(ready_.begin() + static_cast<std::ptrdiff_t>(at_), size, into.begin());
    at_ += size;
    return size;
  }

 private:
  bool seal_piece() {
    if (piece_ == pieces(plain_.size)) return false;
    const bool last = piece_ + 1 == pieces(plain_.size);
    Bytes bytes(static_cast<std::size_t>(last ? plain_.size - piece_ * kPiece : kPiece));
    for (std::size_t read = 0; read < bytes.size();) {
      const std::size_t more = std::min(plain_.read(std::span(bytes).subspan(read)), bytes.size() - read);
      if (more == 0) return false;  // the upload fails, for there is less than announced
      read += more;
    }
    ready_ = gcm_seal(key_, nonce(piece_++, last), {}, bytes);
    at_ = 0;
    return true;
  }

  AttachmentSource plain_;
  const Bytes key_;
  Bytes ready_;  ///< ciphertext, given away up to at_
  std::size_t at_ = 0;
  std::uint64_t piece_ = 0;  ///< the next
};

}  // namespace

std::uint64_t sealed_size(std::uint64_t size) { return kHeader + size + kTag * pieces(size); }

AttachmentSource seal_file(View attachments_key, AttachmentSource plain, Bytes salt) {
  AttachmentSource sealed{.id = plain.id, .size = sealed_size(plain.size), .read = {}};
  auto sealer = std::make_shared<Sealer>(attachments_key, std::move(plain), std::move(salt));
  sealed.read = [sealer](std::span<std::uint8_t> into) { return sealer->read(into); };
  return sealed;
}
AttachmentSource seal_file(const ChatKeys& keys, AttachmentSource plain) {
  return seal_file(keys.secrets().attachments_key, std::move(plain), random(kSalt));
}

class FileOpener::Impl {
 public:
  Impl(Bytes attachments_key, const SealedAttachment& file, AttachmentSink plain)
      : attachments_key_(std::move(attachments_key)),
        id_(file.id),
        size_(static_cast<std::uint64_t>(std::max<std::int64_t>(0, file.size))),
        plain_(std::move(plain)) {}

  bool write(View bytes) {
    while (!bytes.empty()) {
      const std::size_t wanted = wants();
      if (wanted == 0) return false;  // more than there may be
      const std::size_t taken = std::min(bytes.size(), wanted - held_.size());
      held_.insert(held_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
      bytes = bytes.subspan(taken);
      if (held_.size() < wanted) return true;
      if (!take_part()) return false;
      held_.clear();
    }
    return true;
  }
  bool complete() const { return !key_.empty() && piece_ == pieces(size_); }

 private:
  /// Size of the part under way: the header, or a piece; 0 after the last.
  std::size_t wants() const {
    if (key_.empty()) return kHeader;
    if (piece_ == pieces(size_)) return 0;
    return kTag + static_cast<std::size_t>(std::min(kPiece, size_ - piece_ * kPiece));
  }
  bool take_part() {
    if (key_.empty()) {
      if (text(View(held_).first(kMagic.size())) != kMagic || pieces(size_) > kMostPieces) return false;
      key_ = file_key(attachments_key_, id_, View(held_).subspan(kMagic.size()));
      return true;
    }
    const auto plain = gcm_open(key_, nonce(piece_, piece_ + 1 == pieces(size_)), {}, held_);
    if (!plain) return false;
    ++piece_;
    return plain->empty() || plain_(*plain);
  }

  const Bytes attachments_key_;
  const std::string id_;
  const std::uint64_t size_;
  AttachmentSink plain_;
  Bytes key_;   ///< empty until the header came
  Bytes held_;  ///< of the part under way
  std::uint64_t piece_ = 0;
};

FileOpener::FileOpener(const ChatKeys& keys, const SealedAttachment& file, AttachmentSink plain)
    : impl_(std::make_shared<Impl>(keys.secrets().attachments_key, file, std::move(plain))) {}
AttachmentSink FileOpener::sink() const {
  return [impl = impl_](std::span<const std::uint8_t> bytes) { return impl->write(bytes); };
}
bool FileOpener::complete() const { return impl_->complete(); }

}  // namespace parley::sdk::secure
