#pragma once
#include <string>

#include "pictures/image.hpp"

namespace parley::pictures {

/// The picture as WebP, without any metadata; the same pixels give the same bytes. `drawn`: it is likely to be a logo
/// or a drawing, which is kept exactly while that is small. Empty when there is not enough memory.
std::string encode_webp(const Image& image, bool drawn);

}  // namespace parley::pictures
