#include <srtp2/srtp.h>

#include <stdexcept>

#include "media/srtp/srtp_session.hpp"

namespace parley::media {

SrtpLibrary::SrtpLibrary() {
  if (srtp_init() != srtp_err_status_ok) throw std::runtime_error("libsrtp2 does not start");
}

SrtpLibrary::~SrtpLibrary() { srtp_shutdown(); }

}  // namespace parley::media
