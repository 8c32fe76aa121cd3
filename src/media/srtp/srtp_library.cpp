#include <srtp2/srtp.h>

#include <mutex>
#include <stdexcept>

#include "media/srtp/srtp_session.hpp"

namespace parley::media {
namespace {

/// libsrtp2 has one state for the whole process and doesn't count its users; so we do.
struct Users {
  std::mutex mutex;
  int count = 0;
};
Users& users() {
  static Users instance;
  return instance;
}

}  // namespace

SrtpLibrary::SrtpLibrary() {
  const std::lock_guard lock(users().mutex);
  if (users().count == 0 && srtp_init() != srtp_err_status_ok) throw std::runtime_error("libsrtp2 does not start");
  ++users().count;
}

SrtpLibrary::~SrtpLibrary() {
  const std::lock_guard lock(users().mutex);
  if (--users().count == 0) srtp_shutdown();
}

}  // namespace parley::media
