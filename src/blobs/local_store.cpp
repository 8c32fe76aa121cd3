// Blobs as files: FOLDER/ab/abcdef…, and FOLDER/incoming/ for those that are being written.
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <set>
#include <utility>

#include "base/log.hpp"
#include "base/random.hpp"
#include "blobs/blob_holds.hpp"
#include "blobs/blob_store.hpp"

namespace parley::blobs {
namespace {

namespace fs = std::filesystem;

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  explicit operator bool() const { return number_ >= 0; }
  int get() const { return number_; }

 private:
  int number_ = -1;
};

Descriptor open_file(const std::string& path, int flags) {
  return Descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0600));
}

/// What a failed write means for who sent the file; the log has the rest.
Error failed(std::string_view what) {
  const int reason = errno;
  log::error("blobs: {} failed: {}", what, std::strerror(reason));
  if (reason == ENOSPC || reason == EDQUOT) return {"The server has no space left for files"};
  return {"The server could not store the file"};
}

/// What is in a folder survives a loss of power only when the folder itself was written out.
bool sync_folder(const std::string& path) {
  const Descriptor folder = open_file(path, O_RDONLY | O_DIRECTORY);
  return folder && ::fsync(folder.get()) == 0;
}

/// The folders below the store's, one for each first byte of an id, made when they are needed. Thread-safe.
class Places {
 public:
  explicit Places(std::string folder) : folder_(std::move(folder)) {}

  std::string of(std::string_view id) const { return folder_ + "/" + std::string(id.substr(0, 2)); }
  /// The folder for this id is there for good when it returns.
  Result<void> make(std::string_view id) {
    const std::lock_guard lock(mutex_);
    if (made_.contains(id.substr(0, 2))) return {};
    if (::mkdir(of(id).c_str(), 0700) != 0 && errno != EEXIST) return failed("mkdir");
    if (!sync_folder(folder_)) return failed("fsync of the folder");
    made_.emplace(id.substr(0, 2));
    return {};
  }

 private:
  const std::string folder_;
  std::mutex mutex_;
  std::set<std::string, std::less<>> made_;
};

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string end() {
    std::array<std::uint8_t, 32> digest{};
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    return to_hex(digest);
  }

 private:
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

class LocalReader final : public BlobReader {
 public:
  LocalReader(Descriptor file, std::uint64_t size) : file_(std::move(file)), size_(size) {}
  std::uint64_t size() const override { return size_; }
  Result<std::string> read(std::uint64_t offset, std::size_t count) const override {
    std::string bytes(offset >= size_ ? 0 : std::min<std::uint64_t>(count, size_ - offset), '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
      const ssize_t got =
          ::pread(file_.get(), bytes.data() + have, bytes.size() - have, static_cast<off_t>(offset + have));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) {
        log::error("blobs: reading failed: {}", got < 0 ? std::strerror(errno) : "the file is too short");
        return Error{"The server could not read the file"};
      }
      have += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  const Descriptor file_;
  const std::uint64_t size_;
};

class LocalWriter final : public BlobWriter {
 public:
  LocalWriter(std::string path, Descriptor file, std::uint64_t limit, std::shared_ptr<Places> places,
              std::shared_ptr<BlobHolds> holds)
      : path_(std::move(path)),
        file_(std::move(file)),
        limit_(limit),
        places_(std::move(places)),
        holds_(std::move(holds)) {}
  ~LocalWriter() override {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  Result<void> append(std::string_view bytes) override {
    if (bytes.size() > limit_ - size_) return Error{fmt::format("The file is larger than {} bytes", limit_)};
    hash_.add(bytes);
    size_ += bytes.size();
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return failed("writing");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }
  std::uint64_t size() const override { return size_; }

  Result<HeldBlob> commit() override {
    HeldBlob blob{hash_.end(), size_, nullptr};
    if (::fsync(file_.get()) != 0) return failed("fsync");
    blob.hold = holds_->hold(blob.id);
    PARLEY_CHECK(places_->make(blob.id));
    // One that is there already is replaced by the same bytes, which heals a damaged file.
    const std::string place = places_->of(blob.id);
    if (::rename(path_.c_str(), (place + "/" + blob.id).c_str()) != 0) return failed("rename");
    path_.clear();
    if (!sync_folder(place)) return failed("fsync of the folder");
    return blob;
  }

 private:
  std::string path_;  ///< empty once committed
  const Descriptor file_;
  const std::uint64_t limit_;
  std::uint64_t size_ = 0;
  Sha256 hash_;
  const std::shared_ptr<Places> places_;
  const std::shared_ptr<BlobHolds> holds_;
};

class LocalStore final : public BlobStore {
 public:
  explicit LocalStore(const std::string& folder) : folder_(folder), places_(std::make_shared<Places>(folder)) {}

  Result<void> prepare() {
    std::error_code error;
    fs::create_directories(folder_ + "/incoming", error);
    if (error) return Error{fmt::format("the folder {} cannot be made: {}", folder_, error.message())};
    lock_ = open_file(folder_ + "/lock", O_RDWR | O_CREAT);
    if (!lock_) return Error{fmt::format("{}/lock cannot be opened: {}", folder_, std::strerror(errno))};
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) return Error{"another server uses the folder " + folder_};
    std::size_t leftovers = 0;
    for (const auto& entry : fs::directory_iterator(folder_ + "/incoming")) {
      leftovers += fs::remove(entry.path(), error) ? 1 : 0;
    }
    if (leftovers > 0) log::info("{} uploads a crash had cut off were removed", leftovers);
    return {};
  }

  Result<std::unique_ptr<BlobWriter>> create(std::uint64_t limit) override {
    std::string path = folder_ + "/incoming/" + random_hex(16);
    Descriptor file = open_file(path, O_WRONLY | O_CREAT | O_EXCL);
    if (!file) return failed("making a file");
    return std::unique_ptr<BlobWriter>(
        std::make_unique<LocalWriter>(std::move(path), std::move(file), limit, places_, holds_));
  }

  Result<std::unique_ptr<BlobReader>> open(std::string_view id) const override {
    if (!is_blob_id(id)) return Error{"There is no such file"};
    Descriptor file = open_file(path_of(id), O_RDONLY);
    struct stat about {};
    if (!file || ::fstat(file.get(), &about) != 0) return Error{"There is no such file"};
    return std::unique_ptr<BlobReader>(
        std::make_unique<LocalReader>(std::move(file), static_cast<std::uint64_t>(about.st_size)));
  }

  bool contains(std::string_view id) const override {
    return is_blob_id(id) && ::access(path_of(id).c_str(), F_OK) == 0;
  }

  bool remove_if(const std::string& id, const std::function<bool()>& unused) override {
    if (!is_blob_id(id) || !holds_->begin_removal(id)) return false;
    const std::unique_ptr<const std::string, std::function<void(const std::string*)>> removal(
        &id, [this](const std::string* removed) { holds_->end_removal(*removed); });
    // A crash may bring an unsynced removal back; the next sweep finds it.
    return unused() && ::unlink(path_of(id).c_str()) == 0;
  }

  void on_freed(std::function<void(const std::string& id)> freed) override { holds_->on_freed(std::move(freed)); }

  std::vector<std::string> list(std::string_view prefix) const override {
    std::vector<std::string> ids;
    std::error_code error;
    for (fs::directory_iterator at(folder_ + "/" + std::string(prefix), error), end; !error && at != end;
         at.increment(error)) {
      std::string name = at->path().filename().string();
      if (is_blob_id(name)) ids.push_back(std::move(name));
    }
    return ids;
  }

 private:
  std::string path_of(std::string_view id) const { return places_->of(id) + "/" + std::string(id); }

  const std::string folder_;
  Descriptor lock_;
  const std::shared_ptr<Places> places_;
  const std::shared_ptr<BlobHolds> holds_ = std::make_shared<BlobHolds>();
};

}  // namespace

Result<std::unique_ptr<BlobStore>> open_local_store(const std::string& folder) {
  auto store = std::make_unique<LocalStore>(folder);
  PARLEY_CHECK(store->prepare());
  return std::unique_ptr<BlobStore>(std::move(store));
}

}  // namespace parley::blobs
