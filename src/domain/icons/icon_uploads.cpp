#include "domain/icons/icon_uploads.hpp"

#include <exception>
#include <optional>
#include <utility>

#include "base/log.hpp"

namespace parley::domain {

void IconUploads::take(std::shared_ptr<UploadTickets::Claim> claim, std::string_view picture, Done done) {
  claim->use_up();
  auto stored = store(claim->ticket(), picture);
  if (!stored) return done(stored.error());
  struct Step {
    UploadTicket ticket;
    blobs::HeldBlob blob;  ///< held until the write is done
    std::optional<Result<std::string>> url;
  };
  auto step = std::make_shared<Step>(Step{claim->ticket(), std::move(*stored), std::nullopt});
  database_.write(
      [this, step](storage::Transaction& transaction) {
        step->url = icons_.uploaded(transaction, step->ticket, step->blob);
        if (!*step->url) transaction.abandon();
      },
      [step, done = std::move(done)](std::exception_ptr failure) {
        if (failure) log::error("storing an icon failed");
        done(failure || !step->url ? Result<std::string>(Error{"Internal error; try again"}) : std::move(*step->url));
      });
}

Result<blobs::HeldBlob> IconUploads::store(const UploadTicket& ticket, std::string_view picture) {
  if (picture.empty()) return Error{"The picture is empty"};
  if (static_cast<std::int64_t>(picture.size()) > ticket.announced_bytes.value_or(icons_.config().max_bytes)) {
    return Error{ticket.announced_bytes ? "The picture is larger than was announced" : "The picture is too large"};
  }
  const std::uint32_t edges[] = {kEdge};
  PARLEY_TRY(const auto made, workshop_.make(picture, edges));
  return store_.put(made.front().bytes);
}

}  // namespace parley::domain
